// The first argument of XMLHttpRequest.open is a method, not an address: Joomla asks so on every page.
const assignment =
  /(?:\blocation(?:\.href)?\s*=|\blocation\.(?:assign|replace)\s*\(|\bwindow\.open\s*\(|\bopen\s*\()\s*(['"])(?!(?:GET|get|POST|post|HEAD|head|PUT|put)\1)([^'"\s<>]{1,1000})\1/g;
const quotedPath =
  /(['"])((?:https?:\/\/|\.{0,2}[\\/])[^'"\s<>]{1,1000}|[^'"\s<>/\\]{1,200}\.(?:php|html?|aspx?|jsp|cgi|pdf|docx?|xlsx?)(?:\?[^'"\s<>]{0,800})?)\1/gi;

/** Addresses that the code of a script element goes to: location assignments and window.open with a plain text. */
export function locationsInScript(code: string): string[] {
  return [...code.slice(0, 65_536).matchAll(assignment)].map((match) => match[2] ?? '');
}

/** Addresses in an event handler or `javascript:` link: locations, and quoted texts that look like a path. */
export function pathsInHandler(code: string): string[] {
  const text = code.slice(0, 4096);
  const quoted = [...text.matchAll(quotedPath)].map((match) => match[2] ?? '');
  return [...new Set([...locationsInScript(text), ...quoted])];
}
