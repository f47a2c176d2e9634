/** What the thread that makes a run again and the one that asks say to each other. */
import type { Seconds } from '../../../model/units.js'
import type { RunName } from '../../explain/results-reader.js'
import type { Questions } from './questions.js'
import type { Standing } from './standing.js'

/** What the thread is started with. */
export interface AgainStart {
  readonly folder: string
  readonly run: RunName
  /** One number, in which it notes how many attempts were made so far. */
  readonly attempts: SharedArrayBuffer
}

export type QuestionName = keyof Questions
type BehindRun<All extends readonly unknown[]> = All extends readonly [unknown, ...infer Rest] ? Rest : never
/** What a question asks for. */
export type AskedFor<Name extends QuestionName> = BehindRun<Parameters<Questions[Name]>>
export type AnswerTo<Name extends QuestionName> = ReturnType<Questions[Name]>

/** To the thread: a moment to go to, or a question about the moment at which it stands. */
export type ToThread =
  | { readonly goTo: Seconds }
  | { readonly id: number; readonly question: QuestionName; readonly asked: readonly unknown[] }

/** From it: where it stands, an answer, or why it cannot go on. */
export type FromThread =
  | {
      readonly at: Seconds
      readonly standing: Standing
      /** The journal's hash, where the run is over. */
      readonly hash: string | undefined
    }
  | { readonly id: number; readonly answer: unknown }
  | { readonly badInput: string }
