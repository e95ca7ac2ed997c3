// Lists what is wrong with the page: width, contrast of each text (WCAG 2.2, 1.4.3), headings, names of tables and charts.
(() => {
  const faults = [];
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) faults.push(`wider than the window: ${root.scrollWidth} of ${root.clientWidth}`);
  if (!root.lang) faults.push('no language');
  const color = text => {
    const parts = (text.match(/[\d.]+/g) || []).map(Number);
    return { rgb: parts.slice(0, 3), alpha: parts.length > 3 ? parts[3] : 1 };
  };
  const mix = (below, above, alpha) => below.map((v, i) => v + alpha * (above[i] - v));
  const luminance = rgb => {
    const [r, g, b] = rgb.map(v => v / 255).map(v => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a, b) => {
    const [x, y] = [luminance(a) + 0.05, luminance(b) + 0.05];
    return Math.max(x, y) / Math.min(x, y);
  };
  const behind = element => {
    const above = [];
    for (let e = element; e; e = e.parentElement) above.unshift(e);
    let found = [255, 255, 255];
    for (const e of above) {
      const c = color(getComputedStyle(e).backgroundColor);
      if (c.rgb.length === 3) found = mix(found, c.rgb, c.alpha);
    }
    return found;
  };
  // The shapes of a chart that are drawn before a text and lie behind its middle.
  const behindInChart = text => {
    const svg = text.ownerSVGElement;
    const box = text.getBBox();
    const middle = svg.createSVGPoint();
    middle.x = box.x + box.width / 2;
    middle.y = box.y + box.height / 2;
    let found = behind(svg);
    for (const shape of svg.querySelectorAll('rect, polygon, circle, path')) {
      if (!(shape.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING)) continue;
      const style = getComputedStyle(shape);
      if (style.fill === 'none' || !shape.isPointInFill(middle)) continue;
      const c = color(style.fill);
      found = mix(found, c.rgb, c.alpha * Number(style.opacity) * Number(style.fillOpacity));
    }
    return found;
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    const words = node.textContent.trim();
    if (!words || element.closest('script, style, title, desc') || !element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    const inChart = element.closest('svg') !== null;
    const ink = color(inChart ? style.fill : style.color);
    const ground = inChart ? behindInChart(element.closest('text')) : behind(element);
    const size = parseFloat(style.fontSize);
    const large = !inChart && (size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700));
    const ratio = contrast(mix(ground, ink.rgb, ink.alpha), ground);
    if (ratio < (large ? 3 : 4.5)) faults.push(`contrast ${ratio.toFixed(2)}: ${words.slice(0, 60)}`);
  }
  // A table that scrolls has room for words: no cell of it is a column of single words.
  for (const cell of document.querySelectorAll('.scroll td')) {
    const scroll = cell.closest('.scroll');
    if (!cell.checkVisibility() || scroll.scrollWidth <= scroll.clientWidth) continue;
    const text = cell.textContent.trim();
    const range = document.createRange();
    range.selectNodeContents(cell);
    const lines = Math.round(range.getBoundingClientRect().height / parseFloat(getComputedStyle(cell).lineHeight));
    if (lines > 4 && lines > text.split(/\s+/).length / 2) faults.push(`squeezed to ${lines} lines: ${text.slice(0, 60)}`);
  }
  let level = 0;
  for (const heading of document.querySelectorAll('h1, h2, h3, h4')) {
    const next = Number(heading.tagName[1]);
    if (next > level + 1) faults.push(`heading h${next} after h${level}: ${heading.textContent}`);
    level = next;
  }
  for (const table of document.querySelectorAll('table')) {
    if (!table.caption || !table.caption.textContent.trim()) faults.push('a table without a caption');
  }
  for (const svg of document.querySelectorAll('figure svg')) {
    const named = id => document.getElementById(svg.getAttribute(id))?.textContent.trim();
    if (!named('aria-labelledby') || !named('aria-describedby')) faults.push('a chart without a description');
  }
  return [...new Set(faults)];
})();
