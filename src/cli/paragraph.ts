import { wrap } from './comparison-text.js'
import { printable } from './table.js'

/** A text from anywhere in lines no longer than a width. */
export function paragraph(text: string, width: number): string {
  return wrap(printable(text), width).join('\n')
}
