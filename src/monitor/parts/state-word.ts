import { html, type Markup } from '../../page/html.js'

const good = ['finished', 'done', 'online', 'chosen', 'ready']
const bad = ['failed', 'cancelled', 'closed', 'offline', 'aborted']
const busy = ['running', 'transferring', 'holding', 'starting', 'stagein', 'stageout', 'merging', 'alive']

/** What a word means, for the mark beside it. */
export type WordTone = 'good' | 'bad' | 'busy' | 'idle'

/** A state of a job, task, queue or worker, with a mark beside the word, so that it does not depend on colour. */
export function stateWord(state: string): Markup {
  return markedWord(
    state,
    good.includes(state) ? 'good' : bad.includes(state) ? 'bad' : busy.includes(state) ? 'busy' : 'idle',
  )
}

/** A word with the mark of what it means beside it. */
export function markedWord(word: string, tone: WordTone): Markup {
  return html`<span class="state ${tone}">${word}</span>`
}

/** Whether a job in that state has ended for good. */
export function hasEnded(state: string): boolean {
  return ['finished', 'failed', 'cancelled', 'closed'].includes(state)
}
