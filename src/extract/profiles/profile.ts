/** What a content management system calls its parts; selectors as in mappings (selectors.ts). */
export interface Profile {
  /** As `cms` in a mapping names it. */
  id: string;
  /** Matches `<meta name=generator>`, any case. */
  generator: RegExp | null;
  /** The element that holds the text of one page, surest first; used only when it stands on the page once. */
  body: readonly string[];
  /** Parts of that element that are no text. */
  remove: readonly string[];
}
