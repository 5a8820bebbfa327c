/** What a content management system calls its parts; selectors as in mappings (selectors.ts). */
export interface Profile {
  /** As `cms` in a mapping names it. */
  id: string;
  /** Matches `<meta name=generator>`; null when the system writes none. */
  generator: RegExp | null;
  /** Matches the path and query of own links and pictures as the system makes them; null when its addresses look like any. */
  address: RegExp | null;
  /** Ids and classes that only its templates have: `#id`, `.class`. */
  markup: readonly string[];
  /** The element that holds the text of one page, surest first; used only when it stands on the page once. */
  body: readonly string[];
  /** Headline and date of one page, read where nothing else says them. */
  title: readonly string[];
  date: readonly string[];
  /** Parts of the body that are no text. */
  remove: readonly string[];
}
