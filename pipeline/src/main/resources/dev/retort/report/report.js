'use strict';
// Sorting and filtering of tables marked data-interactive. The page reads well without it.
for (const table of document.querySelectorAll('table[data-interactive=rows]')) {
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const headings = [...table.tHead.rows[0].cells];
  const value = (row, column) => row.cells[column].dataset.value ?? row.cells[column].textContent.trim();

  headings.forEach((heading, column) => {
    if (!heading.dataset.sort) return;
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...heading.childNodes);
    heading.append(button);
    button.addEventListener('click', () => {
      const down = heading.getAttribute('aria-sort') === 'ascending';
      headings.forEach(other => other.removeAttribute('aria-sort'));
      heading.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      const numbers = heading.dataset.sort === 'number';
      const order = (a, b) => numbers
        ? Number(value(a, column)) - Number(value(b, column))
        : value(a, column).localeCompare(value(b, column));
      rows.sort((a, b) => down ? order(b, a) : order(a, b));
      body.append(...rows);
    });
  });

  const bar = document.createElement('div');
  bar.className = 'filters';
  const field = (text, input) => {
    const label = document.createElement('label');
    label.append(text, input);
    bar.append(label);
    input.addEventListener('input', apply);
    return input;
  };
  const search = document.createElement('input');
  search.type = 'search';
  field('Text contains', search);
  const choices = [];
  headings.forEach((heading, column) => {
    if (heading.dataset.filter !== 'choice') return;
    const select = document.createElement('select');
    select.add(new Option('all', ''));
    [...new Set(rows.map(row => value(row, column)))].sort()
      .forEach(each => select.add(new Option(each || 'no label', '=' + each)));
    choices.push([column, field(heading.textContent, select)]);
  });
  const count = document.createElement('output');
  bar.append(count);
  table.parentElement.before(bar);

  function apply() {
    const wanted = search.value.toLowerCase();
    let shown = 0;
    for (const row of rows) {
      const fits = row.textContent.toLowerCase().includes(wanted)
        && choices.every(([column, select]) => select.value === '' || select.value === '=' + value(row, column));
      row.hidden = !fits;
      if (fits) shown++;
    }
    count.textContent = shown + ' of ' + rows.length + ' shown';
  }
  apply();
}

// Paper cannot be unfolded.
let folded = [];
addEventListener('beforeprint', () => {
  folded = [...document.querySelectorAll('details:not([open])')];
  folded.forEach(each => { each.open = true; });
});
addEventListener('afterprint', () => folded.forEach(each => { each.open = false; }));
