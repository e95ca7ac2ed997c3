// Charts of lines that zoom, drawn by uPlot from the figures beside each printed chart. Without this script, and on paper, the
// printed charts stand.
(() => {
  const scheme = matchMedia('(prefers-color-scheme: dark)');
  const ink = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const make = (tag, name, text = '') => {
    const element = document.createElement(tag);
    element.className = name;
    element.textContent = text;
    return element;
  };

  // Numbers as everywhere in the page: no more digits than the interval supports, thousands apart, the sign for minus.
  const decimals = (v, places) => {
    const unit = 10 ** Math.max(0, -places);
    const format = { minimumFractionDigits: Math.max(0, places), maximumFractionDigits: Math.max(0, places) };
    return (Math.round(v / unit) * unit === 0 && places <= 0 ? 0 : places < 0 ? Math.round(v / unit) * unit : v)
      .toLocaleString('en', format).replace(/^-(?=[0.,]*$)/, '').replace('-', '−');
  };
  const exponent = (v, digits) => Number(v.toExponential(digits).split('e')[1]);
  const significant = v => decimals(v, Number.isInteger(v) ? 0 : Math.min(12, 2 - exponent(v, 2)));
  const interval = (v, low, high) => {
    if (low == null || high == null || !(high > low)) return significant(v);
    const [digits, e] = ((high - low) / 2).toExponential(2).split('e');
    const places = Math.min(12, (Number(digits) < 3.55 ? 1 : 0) - Number(e));
    return `${decimals(v, places)} (${decimals(low, places)} to ${decimals(high, places)})`;
  };
  const clock = seconds => {
    const two = n => String(n).padStart(2, '0');
    const s = Math.round(seconds);
    return `${two(Math.floor(s / 3600) % 24)}:${two(Math.floor(s / 60) % 60)}${s % 60 ? ':' + two(s % 60) : ''}`;
  };

  // The number of a tick, without zeros at its end.
  const tick = v => Number(v.toPrecision(10)).toLocaleString('en', { maximumFractionDigits: 10 }).replace('-', '−');

  // Steps of an axis of whole numbers.
  const wholes = Array.from({ length: 12 }, (_, i) => [1, 2, 5].map(n => n * 10 ** i)).flat();

  // A round end of an axis, not below `v`.
  const roundUp = v => {
    const unit = 10 ** Math.floor(Math.log10(v));
    return [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].map(m => m * unit).find(end => end >= v * (1 - 1e-9));
  };
  // The value of a line at a place, between its points where it has one before and one behind.
  const between = (xs, ys, x) => {
    const next = xs.findIndex(at => at >= x);
    if (next < 0) return ys[ys.length - 1];
    if (next === 0 || xs[next] === x) return ys[next];
    const part = (x - xs[next - 1]) / (xs[next] - xs[next - 1]);
    return ys[next - 1] + part * (ys[next] - ys[next - 1]);
  };

  const touch = matchMedia('(pointer: coarse)').matches;
  const hint = touch ? 'Touch a chart for its values, and zoom in there.' : 'Drag over a part to zoom into it.';

  // One chart: its panels share the horizontal axis.
  const chart = (figure, plot) => {
    const { kind, ends, names } = plot.across;
    const bins = kind === 'clock' || kind === 'hours' || kind === 'minutes';
    const places = plot.places.map(p => (bins ? p.slice(1).map((to, i) => (p[i] + to) / 2) : p));
    const word = x => (kind === 'clock' ? clock(x) : kind === 'names' ? names[Math.round(x)] ?? '' : tick(Number(x.toPrecision(4))));
    // A place of one of the lines in words: of a bin, where it begins and ends.
    const at = (x, lines) => {
      const own = lines.map(line => line.places).find(p => places[p].includes(x));
      const i = bins && own != null ? places[own].indexOf(x) : -1;
      return i < 0 ? word(x) : `${word(plot.places[own][i])} to ${word(plot.places[own][i + 1])}`;
    };
    // Where a part begins or ends, as exactly as it matters.
    const edge = x => (kind === 'clock' && to - from > 600 ? clock(Math.round(x / 60) * 60) : kind === 'names' ? word(x) : kind === 'clock' ? word(x) : tick(Number(x.toPrecision(3))));
    const unit = kind === 'hours' ? ' h' : kind === 'minutes' ? ' min' : kind === 'continuous' ? plot.across.title.replace(/^.*, /, ' ') : '';

    const id = figure.querySelector('svg').getAttribute('aria-labelledby');
    const root = make('div', 'plot');
    root.setAttribute('role', 'group');
    root.setAttribute('aria-labelledby', id);
    root.append(make('p', 'plot-title', plot.title), ...plot.notes.map(note => make('p', 'plot-note', note)));
    const tools = make('div', 'plot-tools');
    const range = make('span', 'plot-range');
    range.setAttribute('role', 'status');
    const button = (words, action) => {
      const made = make('button', '', words);
      made.type = 'button';
      made.addEventListener('click', action);
      tools.append(made);
      return made;
    };
    const panels = [];
    let [from, to] = ends;
    let following = false;
    const show = (low, high) => {
      if (following) return;
      const least = (ends[1] - ends[0]) / 1000;
      const wide = Math.min(Math.max(high - low, least), ends[1] - ends[0]);
      from = Math.min(Math.max(low, ends[0]), ends[1] - wide);
      to = from + wide;
      following = true;
      for (const panel of panels) panel.uplot.setScale('x', { min: from, max: to });
      following = false;
      const all = from <= ends[0] && to >= ends[1];
      whole.disabled = outer.disabled = all;
      range.textContent = all ? hint : `${edge(from)} to ${edge(to)}${unit}.${touch ? '' : ' Double-click shows all.'}`;
    };
    const scaled = by => {
      const left = panels[0].uplot.cursor.left;
      const middle = left >= 0 ? panels[0].uplot.posToVal(left, 'x') : (from + to) / 2;
      show(middle - (middle - from) * by, middle + (to - middle) * by);
    };
    const reset = () => show(...ends);
    button('Zoom in', () => scaled(0.5));
    const outer = button('Zoom out', () => scaled(2));
    const whole = button('Show all', reset);
    tools.append(range);
    root.append(tools);
    plot.panels.forEach((pane, i) => {
      const last = i + 1 === plot.panels.length;
      panels.push(panel(root, plot, pane, { bins, places, word, at, unit, last, id, show, scaled, reset, ends, view: () => [from, to] }));
    });
    root.append(make('p', 'plot-axis plot-across', plot.across.title));
    figure.append(root);
    figure.classList.add('live');
    const group = uPlot.sync(id);
    const draw = () => panels.forEach(one => one.draw(group));
    draw();
    reset();
    let width = 0;
    new ResizeObserver(() => {
      if (root.clientWidth === width || root.clientWidth === 0) return;
      width = root.clientWidth;
      for (const one of panels) {
        one.uplot.setSize({ width, height: one.height });
        one.reserve();
      }
    }).observe(root);
    scheme.addEventListener('change', () => { draw(); show(from, to); });
  };

  // One panel: its title, its legend that says the values under the pointer, and the plot.
  const panel = (root, plot, pane, context) => {
    const { bins, places, word, at, unit, last, id, show, scaled, reset, ends, view } = context;
    const color = pair => pair[scheme.matches ? 1 : 0];
    const legend = make('ul', 'plot-legend');
    const swatches = [];
    const entry = (colors, words, form) => {
      const item = make('li', '');
      const swatch = make('span', `swatch ${form}`);
      swatches.push([swatch, colors]);
      const value = make('b', '');
      // A single line needs no name, and has an entry while it has a value.
      item.className = words ? '' : 'bare';
      item.append(swatch, words, value);
      legend.append(item);
      return value;
    };
    const place = make('li', 'plot-place');
    legend.append(place);
    const values = pane.lines.map(line => entry(line.colors, pane.lines.length > 1 ? `${line.name} ` : '', 'line'));
    for (const mark of [...pane.limits, ...pane.marks]) entry(mark.colors, mark.words, 'line');
    for (const point of pane.points) entry(point.colors, point.words, 'dot');
    if (last) for (const shade of plot.shades) if (shade.words) entry(shade.colors, shade.words, 'area');
    const box = make('div', 'plot-box');
    box.tabIndex = 0;
    box.setAttribute('role', 'application');
    box.setAttribute('aria-label', `${pane.title}: arrow keys say the values, + and − zoom, 0 shows all`);
    const spoken = make('span', 'plot-spoken');
    spoken.setAttribute('role', 'status');
    root.append(make('p', 'plot-axis', pane.title), legend, box, spoken);

    // Lines that do not share their places are joined; a line is drawn through the places of the others.
    const own = pane.lines.map(line => {
      const banded = line.low.some(v => v != null);
      return [places[line.places], line.values, ...(banded ? [line.high, line.low] : [])];
    });
    const joined = own.some(table => table[0] !== own[0][0]);
    const data = joined ? uPlot.join(own) : [own[0][0], ...own.flatMap(table => table.slice(1))];
    // What no line joins has whiskers in place of a band.
    const loose = plot.across.kind === 'points';
    const dots = loose || plot.across.kind === 'numbers' || plot.across.kind === 'names';
    const one = { height: 260, uplot: null };

    // The legend keeps the height that values need, so that nothing moves under the pointer.
    one.reserve = () => {
      legend.style.minHeight = '';
      const widest = line => line.values.reduce((most, v, k) => (v != null && v > (line.values[most] ?? -1) ? k : most), 0);
      pane.lines.forEach((line, n) => {
        const k = widest(line);
        values[n].textContent = line.values[k] == null ? '–' : interval(line.values[k], line.low[k], line.high[k]);
      });
      const end = data[0].length - 1;
      place.textContent = `${at(data[0][end], pane.lines)}${unit}:`;
      legend.style.minHeight = `${legend.offsetHeight}px`;
      say(one.uplot);
    };
    const say = u => {
      const i = u.cursor.idx;
      const shown = u.cursor.left >= 0 && i != null;
      place.textContent = shown ? `${at(data[0][i], pane.lines)}${unit}:` : '';
      pane.lines.forEach((line, n) => {
        const x = shown ? data[0][i] : 0;
        const k = shown ? places[line.places].indexOf(x) : -1;
        let text = '';
        if (k >= 0 && line.values[k] != null) text = interval(line.values[k], line.low[k], line.high[k]);
        else if (shown && plot.across.kind === 'continuous') text = significant(between(places[line.places], line.values, x));
        else if (shown) text = '–';
        values[n].textContent = text;
      });
    };
    const device = (u, v, axis) => u.valToPos(v, axis, true);
    const shades = u => {
      const { left, top, width, height } = u.bbox;
      u.ctx.save();
      u.ctx.beginPath();
      u.ctx.rect(left, top, width, height);
      u.ctx.clip();
      for (const shade of plot.shades) {
        u.ctx.fillStyle = color(shade.colors);
        const x = device(u, shade.from, 'x');
        u.ctx.fillRect(x, top, device(u, shade.to, 'x') - x, height);
      }
      u.ctx.restore();
    };
    const marks = u => {
      const { left, top, width, height } = u.bbox;
      const { ctx } = u;
      ctx.save();
      ctx.beginPath();
      // A point at the top is drawn whole.
      ctx.rect(left, top - 6 * devicePixelRatio, width, height + 6 * devicePixelRatio);
      ctx.clip();
      ctx.lineWidth = 1.6 * devicePixelRatio;
      const line = (mark, a, b) => {
        ctx.strokeStyle = color(mark.colors);
        ctx.beginPath();
        ctx.moveTo(...a);
        ctx.lineTo(...b);
        ctx.stroke();
      };
      for (const limit of pane.limits) {
        const y = device(u, limit.at, 'y');
        line(limit, [left, y], [left + width, y]);
      }
      for (const mark of pane.marks) {
        const x = device(u, mark.at, 'x');
        line(mark, [x, top], [x, top + height]);
      }
      if (loose) for (const { colors, places: own, low, high } of pane.lines) {
        low.forEach((v, i) => {
          const x = device(u, places[own][i], 'x');
          if (v != null && high[i] != null) line({ colors }, [x, device(u, v, 'y')], [x, device(u, high[i], 'y')]);
        });
      }
      for (const point of pane.points) {
        ctx.fillStyle = color(point.colors);
        ctx.beginPath();
        ctx.arc(device(u, point.x, 'x'), device(u, point.y, 'y'), 4.5 * devicePixelRatio, 0, 7);
        ctx.fill();
      }
      ctx.restore();
    };

    one.draw = group => {
      if (one.uplot) {
        group.unsub(one.uplot);
        one.uplot.destroy();
      }
      for (const [swatch, colors] of swatches) swatch.style.color = color(colors);
      const series = [{}];
      const bands = [];
      for (const line of pane.lines) {
        const stroke = color(line.colors);
        const hidden = { stroke: 'transparent', width: 0, points: { show: false }, spanGaps: joined };
        const join = loose ? { paths: () => null } : {};
        series.push({ stroke, width: 2, spanGaps: joined, points: { show: dots, size: 7, fill: stroke }, ...join });
        if (line.low.some(v => v != null)) {
          if (!loose) bands.push({ series: [series.length, series.length + 1], fill: stroke + '38' });
          series.push(hidden, hidden);
        }
      }
      const axis = { stroke: ink('--soft'), font: '12px system-ui, sans-serif', grid: { stroke: ink('--line'), width: 1 }, ticks: { show: false } };
      const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 10800, 14400, 21600, 43200];
      const across = { ...axis, size: 28, space: plot.across.kind === 'clock' ? 52 : 56, values: (u, all) => all.map(x => (plot.across.kind === 'clock' || plot.across.kind === 'names' ? word(x) : tick(x))) };
      if (plot.across.kind === 'clock') across.incrs = steps;
      // Between two numbers of servers there is no half.
      if (plot.across.kind === 'numbers' && plot.places.flat().every(Number.isInteger)) across.incrs = wholes;
      if (plot.across.kind === 'names') across.splits = () => plot.across.names.map((_, i) => i).filter(i => i >= view()[0] && i <= view()[1]);
      const up = (u, low, high) => {
        const [a, b] = view();
        if (a <= ends[0] && b >= ends[1] || high == null || !(high > 0)) return [0, roundUp(pane.top)];
        // A distribution has no line that begins at zero: it fills the height.
        if (plot.across.kind === 'continuous') return [Math.max(0, low - (high - low) * 0.1), Math.min(pane.top, high + (high - low) * 0.1) || pane.top];
        return [0, roundUp(high)];
      };
      one.uplot = new uPlot({
        width: Math.max(200, root.clientWidth),
        height: one.height,
        legend: { show: false },
        scales: { x: { time: false, range: () => view() }, y: { range: up } },
        axes: [across, { ...axis, size: 56, values: (u, all) => all.map(tick) }],
        series,
        bands,
        cursor: {
          y: false,
          points: { size: 8 },
          drag: { x: true, y: false, setScale: false },
          sync: { key: group.key, setSeries: false, filters: { pub: type => type === 'mousemove' || type === 'mouseleave' } },
          bind: { dblclick: () => () => { reset(); return null; } },
        },
        hooks: {
          drawClear: [shades],
          draw: [marks],
          setCursor: [say],
          setSelect: [u => {
            const { left, width } = u.select;
            if (width > 4) show(u.posToVal(left, 'x'), u.posToVal(left + width, 'x'));
            u.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
          }],
        },
      }, data, box);
    };

    box.addEventListener('keydown', event => {
      const u = one.uplot;
      const [a, b] = view();
      const inside = data[0].map((x, i) => [x, i]).filter(([x]) => x >= a && x <= b);
      const now = u.cursor.left >= 0 ? inside.findIndex(([, i]) => i === u.cursor.idx) : -1;
      const go = n => {
        const found = inside[Math.min(Math.max(n, 0), inside.length - 1)];
        if (!found) return;
        u.setCursor({ left: u.valToPos(found[0], 'x'), top: 10 }, true);
        spoken.textContent = [...legend.children].map(item => item.textContent).filter(text => text).slice(0, 1 + pane.lines.length).join(' ');
      };
      const keys = {
        ArrowRight: () => go(now + 1),
        ArrowLeft: () => go(now < 0 ? inside.length - 1 : now - 1),
        Home: () => go(0),
        End: () => go(inside.length - 1),
        '+': () => scaled(0.5),
        '=': () => scaled(0.5),
        '-': () => scaled(2),
        '0': reset,
        Escape: reset,
      };
      const action = keys[event.key];
      if (!action || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      action();
    });
    return one;
  };

  for (const source of document.querySelectorAll('script.figures')) {
    chart(source.closest('figure'), JSON.parse(source.textContent));
  }
})();
