/** Elements that start and end a line for a reader (HTML standard, rendering section 15.3), beside custom elements. */
export const blockTags: ReadonlySet<string> = new Set(
  (
    'address article aside blockquote body center dd details dialog dir div dl dt fieldset ' +
    'figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li ' +
    'listing main menu nav ol optgroup p plaintext pre search section summary table caption ' +
    'tbody td tfoot th thead tr ul xmp'
  ).split(' '),
);

/** Elements whose content is never text of the page. */
export const silentTags: ReadonlySet<string> = new Set(
  (
    'applet canvas datalist frameset head math noembed noframes noscript param script select ' +
    'source style svg template textarea title track'
  ).split(' '),
);

/** Elements that only format; parsers disagree about their place, so they are no containers (HTML standard 13.2.4.3). */
export const formattingTags: ReadonlySet<string> = new Set(
  'abbr acronym b bdi bdo big blink cite code del dfn em font i ins kbd mark nobr q s samp small strike strong sub sup tt u var'.split(
    ' ',
  ),
);

/** Elements left out of the container table: parsers insert them or not. */
export const transparentTags: ReadonlySet<string> = new Set(
  'html body tbody thead tfoot colgroup'.split(' '),
);

/** Elements that show something of another address. */
export const embedTags: ReadonlySet<string> = new Set(
  'iframe frame video audio object embed'.split(' '),
);

/** Elements a reader can fill in or press. */
export const controlTags: ReadonlySet<string> = new Set('input select textarea button'.split(' '));

export const headingTags: ReadonlySet<string> = new Set('h1 h2 h3 h4 h5 h6'.split(' '));
export const listTags: ReadonlySet<string> = new Set('ul ol menu dir'.split(' '));
export const codeTags: ReadonlySet<string> = new Set('pre xmp listing plaintext'.split(' '));
export const tableTags: ReadonlySet<string> = new Set(
  'table caption colgroup thead tbody tfoot tr td th'.split(' '),
);
