/** "Not found" pages that answer 200, in three languages; for short pages only. */
export const notFoundText =
  /(?:страниц[аы] не (?:найден|существует)|запрашиваемая страница|ошибка 404|404 (?:ошибка|not found|error|қате)|error 404|page (?:not found|does not exist|cannot be found)|not found|(?:элемент|раздел|материал|новость|документ|статья) не найден|бет табылмады|бұл бет (?:табылмады|жоқ)|парақ табылмады|материал табылмады|қате 404|нет такой страницы|ничего не найдено|table? .{0,20}doesn't exist)/i;
