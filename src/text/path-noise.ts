/**
 * What of a path chooses no content, as sources of regular expressions that every server's language reads too (no `\d`, no
 * flags inside; letters in any case). Url keys and the tables of all servers are made of these, so that none knows more than another.
 */

/** Documents that a folder answers with by itself. */
export const defaultDocuments =
  '(?:index|default)[.](?:php[0-9]?|html?|shtml|aspx?|jsp|cfm|cgi|pl)';

/** Names of sessions behind a segment: servlets, PHP, ColdFusion. */
export const pathSessionNames = ['jsessionid', 'sid', 'phpsessid', 'cfid', 'cftoken'];

/** A session behind a segment, up to its value. */
export const pathSession = `;(?:${pathSessionNames.join('|')})=`;

/** A segment that is a session: ASP.NET without cookies, `(S(ab12))`. */
export const sessionSegment = '[(](?:[a-z][(][^)/]*[)])+[)]';
