/** Text that is HTML already. */
export class Markup {
  constructor(readonly text: string) {}
}

/** What may stand in a template: text is escaped, markup is not, lists are joined, `undefined` is nothing. */
export type Content = string | number | Markup | undefined | readonly Content[]

/** A template of HTML in which every text that is put in is escaped, within elements and quoted attributes. */
export function html(parts: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  return new Markup(parts.reduce((before, part, index) => `${before}${render(contents[index - 1])}${part}`))
}

/** Text with the characters that mean something in HTML replaced. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}

function render(content: Content): string {
  if (content === undefined) return ''
  if (content instanceof Markup) return content.text
  if (typeof content === 'object') return content.map(render).join('')
  return escapeHtml(String(content))
}
