/** What a method answers, in the terms of both families (panda-protocol.md §1.3). */
import type { FastifyRequest } from 'fastify'
import { StatusCode } from './status-code.js'

/** Types of answers. */
export const TEXT = 'text/plain; charset=utf-8'
export const JSON_TYPE = 'application/json; charset=utf-8'

/** What every answer of v1 looks like. */
export interface Envelope {
  readonly success: boolean
  readonly message: string
  readonly data: unknown
}

/** An answer of the classic family: fields, a bare word, or a list. */
export type ClassicAnswer = Readonly<Record<string, unknown>> | string | readonly unknown[]

/** One answer in both forms; the family of the request chooses. */
export interface PandaAnswer {
  readonly classic: ClassicAnswer
  readonly v1: Envelope
}

/**
 * All is well.
 * @param data of v1
 * @param classic fields beside the StatusCode 0, or the whole answer where it is no object of fields
 */
export function well(data: unknown = null, classic: ClassicAnswer = {}, message = ''): PandaAnswer {
  return {
    classic: isFields(classic) ? { StatusCode: StatusCode.success, ...classic } : classic,
    v1: { success: true, message, data },
  }
}

/** Whether it is an object of fields. */
function isFields(answer: ClassicAnswer): answer is Readonly<Record<string, unknown>> {
  return typeof answer === 'object' && !Array.isArray(answer)
}

/** An expected no, with the words for whoever asked. */
export function refusal(message: string, code: StatusCode = StatusCode.failed, data: unknown = null): PandaAnswer {
  return { classic: { StatusCode: code, errorDialog: message }, v1: { success: false, message, data } }
}

/** The classic answer as text: JSON, or as a query string, whose values are the text of JSON where they are no plain ones. */
export function classicText(answer: ClassicAnswer, isJson: boolean): string {
  if (typeof answer === 'string') return answer
  if (isJson || Array.isArray(answer)) return JSON.stringify(answer)
  const words = new URLSearchParams()
  for (const [field, value] of Object.entries(answer)) words.set(field, wordOf(value))
  return words.toString()
}

/** Whether a caller of the classic family wants JSON rather than a query string. */
export function wantsJson({ headers }: Pick<FastifyRequest, 'headers'>): boolean {
  return (headers.accept ?? '').includes('application/json')
}

/** A classic answer inside of another one, which holds several. */
export function inner(answer: ClassicAnswer, isJson: boolean): unknown {
  return isJson ? { type: 'json', content: classicText(answer, true) } : classicText(answer, false)
}

/** A value as Python writes it. */
function wordOf(value: unknown): string {
  if (value === null || value === undefined) return 'NULL'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  return typeof value === 'object' ? JSON.stringify(value) : String(value as string | number)
}
