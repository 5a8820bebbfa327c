/** Script of the agency page: filters the item list by text, kind, language and confidence, and orders it. No libraries, no network. */
export const itemFilterScript = `
(() => {
  const form = document.querySelector('form.filter');
  const items = [...document.querySelectorAll('details.item')];
  const shown = form.querySelector('output');
  const texts = items.map((item) => item.querySelector('summary').textContent.toLocaleLowerCase());
  const has = (list, word) => (' ' + list + ' ').includes(' ' + word + ' ');
  const passesLanguage = (item, choice) =>
    choice === '' || (choice.startsWith('no-')
      ? !has(item.dataset.languages, choice.slice(3)) : has(item.dataset.languages, choice));
  const list = document.querySelector('div.items');
  let order = '';
  const arrange = () => {
    if (form.elements.order.value === order) return;
    order = form.elements.order.value;
    const sorted = order === '' ? items
      : [...items].sort((a, b) => a.dataset.confidence - b.dataset.confidence);
    list.append(...sorted);
  };
  const apply = () => {
    arrange();
    const text = form.elements.text.value.trim().toLocaleLowerCase();
    let count = 0;
    items.forEach((item, index) => {
      const passes = (text === '' || texts[index].includes(text))
        && (form.elements.kind.value === '' || item.dataset.kind === form.elements.kind.value)
        && passesLanguage(item, form.elements.language.value)
        && (form.elements.sure.value === '' || has(form.elements.sure.value, item.dataset.sure));
      item.hidden = !passes;
      if (passes) count += 1;
    });
    shown.textContent = count + ' of ' + items.length + ' shown';
  };
  form.addEventListener('input', apply);
  form.addEventListener('submit', (event) => event.preventDefault());
  form.hidden = false;
  apply();
  const named = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
  if (named) { named.open = true; named.scrollIntoView(); }
})();
`;
