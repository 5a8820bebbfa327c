const layoutFile = /\.(?:css|js|mjs|map|woff2?|ttf|otf|eot|ico|cur|htc|swf|axd)$/i;
const picture = /\.(?:gif|png|jpe?g|svg|webp|bmp)$/i;
/** Folders in which systems keep the pictures of their layout, never those of a text. */
const layoutFolder =
  /\/(?:templates?|themes?|skins?|css|styles?|design|layouts?|fonts|js|scripts|icons?|sprites?|bitrix|modules\/mod_[a-z_]+|wp-content\/(?:themes|plugins)|wp-includes|sites\/all|misc|_layouts|app_themes)\//i;

/** Tells whether a url key names a requisite of pages (style, script, font, picture of the layout), which no reader asks for by itself. */
export function isRequisite(key: string): boolean {
  const path = key.replace(/\?.*$/s, '');
  return layoutFile.test(path) || (picture.test(path) && layoutFolder.test(path));
}
