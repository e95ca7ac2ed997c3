// Tables sort by a click on the title of a column, and long ones filter; what is wider than the window fades out at its right
// end. Without this script nothing is missing.
(() => {
  const UNITS = { 'µs': 1e-6, ms: 1e-3, s: 1, min: 60, h: 3600 };
  // The first number of a cell, in seconds where it is a time; words as people read them.
  const value = text => {
    if (/^(never seen|none|idle|at once)/.test(text)) return 0;
    if (/^all/.test(text)) return 100;
    const found = text.match(/[-−]?\d[\d,]*\.?\d*/);
    if (!found) return -Infinity;
    const unit = text.match(/\s(µs|ms|s|min|h)$/);
    return Number(found[0].replace('−', '-').replaceAll(',', '')) * (unit ? UNITS[unit[1]] : 1);
  };
  const cell = (row, i) => row.cells[i].textContent.trim();
  const sort = (table, i, head) => {
    const up = head.getAttribute('aria-sort') === 'descending';
    table.querySelectorAll('th[aria-sort]').forEach(other => other.removeAttribute('aria-sort'));
    head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
    const isNumber = head.classList.contains('number');
    const order = (a, b) => isNumber
      ? value(cell(a, i)) - value(cell(b, i))
      : -cell(a, i).localeCompare(cell(b, i), 'en', { numeric: true });
    const body = table.tBodies[0];
    const rows = [...body.rows].sort((a, b) => (up ? order(a, b) : order(b, a)));
    body.append(...rows);
  };
  const filter = (box, table) => {
    const label = document.createElement('label');
    label.className = 'filter';
    const field = document.createElement('input');
    field.type = 'search';
    label.append('Show rows with ', field);
    field.addEventListener('input', () => {
      const words = field.value.toLowerCase();
      for (const row of table.tBodies[0].rows) row.hidden = !row.textContent.toLowerCase().includes(words);
    });
    box.before(label);
  };
  for (const box of document.querySelectorAll('.scroll')) {
    const table = box.querySelector('table');
    const rows = [...table.tBodies[0].rows];
    if (rows.length > 12) filter(box, table);
    // Rows that belong to the row above them keep their place.
    const grouped = rows.some(row => row.querySelector('.part') || cell(row, 0) === '');
    if (rows.length < 3 || grouped) continue;
    [...table.tHead.rows[0].cells].forEach((head, i) => {
      if (head.tagName !== 'TH') return;
      const button = document.createElement('button');
      button.type = 'button';
      button.append(...head.childNodes);
      button.addEventListener('click', () => sort(table, i, head));
      head.append(button);
    });
  }
  for (const box of document.querySelectorAll('.scroll, .chart')) {
    const fade = () => box.classList.toggle('more', box.scrollLeft + box.clientWidth < box.scrollWidth - 2);
    box.addEventListener('scroll', fade, { passive: true });
    new ResizeObserver(fade).observe(box);
  }
})();
