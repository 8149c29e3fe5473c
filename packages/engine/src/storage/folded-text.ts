/**
 * What `lower(column) like … escape '\'` is compared with, without the wildcards around it. ASCII only, because that is
 * all that lower() folds on both databases: the rest must still match itself.
 */
export function foldedText(search: string): string {
  return search.replace(/[A-Z]/g, letter => letter.toLowerCase()).replace(/[\\%_]/g, '\\$&')
}
