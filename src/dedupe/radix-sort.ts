/** Beside this many values the tables of the sort would cost more than a comparison. */
const fewValues = 2048;

/** Sorts keys ascending and their values with them; values of equal keys keep their order. */
export function radixSort(keys: Uint32Array, values: Uint32Array): void {
  if (keys.length < fewValues) {
    sortFew(keys, values);
    return;
  }
  const otherKeys = new Uint32Array(keys.length);
  const otherValues = new Uint32Array(keys.length);
  sortDigit(keys, values, otherKeys, otherValues, 0);
  sortDigit(otherKeys, otherValues, keys, values, 16);
}

function sortDigit(
  keys: Uint32Array,
  values: Uint32Array,
  toKeys: Uint32Array,
  toValues: Uint32Array,
  shift: number,
): void {
  const places = new Uint32Array(65537);
  for (const key of keys) {
    const digit = ((key >>> shift) & 0xffff) + 1;
    places[digit] = (places[digit] ?? 0) + 1;
  }
  for (let digit = 1; digit < 65537; digit++) {
    places[digit] = (places[digit] ?? 0) + (places[digit - 1] ?? 0);
  }
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] ?? 0;
    const digit = (key >>> shift) & 0xffff;
    const place = places[digit] ?? 0;
    places[digit] = place + 1;
    toKeys[place] = key;
    toValues[place] = values[i] ?? 0;
  }
}

function sortFew(keys: Uint32Array, values: Uint32Array): void {
  const codes = Float64Array.from(keys, (key, i) => key * fewValues + i).sort();
  const before = Uint32Array.from(values);
  for (const [i, code] of codes.entries()) {
    keys[i] = Math.floor(code / fewValues);
    values[i] = before[code % fewValues] ?? 0;
  }
}
