/** The route of the journal. */
import { Readable } from 'node:stream'
import { z } from 'zod'
import { factChunks, jsonLines, serverSentEvents } from '../fact-stream.js'
import { fields, flagInUrl, numberInUrl, pageLimit } from '../fields.js'
import { Problem, UnreadableInput } from '../problem.js'
import { Raw, route } from '../route.js'
import { shown } from '../wording.js'

const MOST_AT_ONCE = 10_000

export const factRoutes = {
  'GET /facts': route({
    summary: 'Read the journal, or follow it',
    detail:
      'One fact a line as JSON, or server-sent events when the request accepts text/event-stream. `from` is the running number of the first fact; with Last-Event-ID it goes on after that one. `follow=true` keeps streaming what comes. Lines that are empty mean nothing.',
    may: ['production'],
    query: fields({
      from: numberInUrl().optional(),
      limit: pageLimit(MOST_AT_ONCE).optional(),
      follow: flagInUrl().optional(),
    }),
    answer: z.string(),
    answerType: 'application/x-ndjson',
    refusals: [503],
    example: { query: { from: '1', limit: '100' } },
    handle: ({ query: { from, limit = 1_000, follow = false }, request, reply }, desk) => {
      const { accept = '' } = request.headers
      const format = accept.includes('text/event-stream') ? serverSentEvents : jsonLines
      const first = from ?? afterLast(request.headers['last-event-id'])
      const gone = new AbortController()
      const end = () => gone.abort()
      if (follow) {
        if (desk.metrics.followers >= desk.limits.followers)
          throw new Problem(503, `${desk.limits.followers} streams are followed already`, 30)
        desk.metrics.followers++
        reply.raw.once('close', () => desk.metrics.followers--)
      }
      reply.raw.once('close', end)
      desk.closing.addEventListener('abort', end)
      reply.raw.once('close', () => desk.closing.removeEventListener('abort', end))
      const chunks = factChunks(desk, format, first, follow ? Infinity : limit, follow, gone.signal)
      return new Raw(format.mediaType, Readable.from(chunks))
    },
  }),
} as const

/** Where to go on after the fact that a client has seen last. */
function afterLast(header: string | string[] | undefined): number {
  if (header === undefined || header === '') return 1
  if (typeof header === 'string' && /^\d{1,15}$/.test(header)) return Number(header) + 1
  throw new UnreadableInput('header Last-Event-ID', `it is ${shown(header)}`, 'the running number of a fact')
}
