import { html, type Markup } from '../../page/html.js'
import type { Material } from './material.js'

/** What was inferred or assumed about the inputs. */
export function assumptions({ study }: Material): Markup | undefined {
  return list(study.assumptions)
}

/** What a reader should know of how the study was run. */
export function notes({ study }: Material): Markup {
  return html`<p>Made by ailuro ${study.version}. The same scenario, policy, seed and version give the same hashes.</p>
    ${list(study.notes)}`
}

/** Sentences as a list; nothing for none. */
export function list(sentences: readonly string[]): Markup | undefined {
  if (sentences.length === 0) return undefined
  return html`<ul>
    ${sentences.map((sentence) => html`<li>${sentence}</li>`)}
  </ul> `
}
