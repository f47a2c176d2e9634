/** Routes about the server itself: who calls, whether it is well, what it counts, how it is used. */
import { z } from 'zod'
import { fields } from '../fields.js'
import { Problem } from '../problem.js'
import { roles } from '../../auth/role.js'
import { Raw, route } from '../route.js'
import { role } from '../shapes.js'

const standing = fields({ status: z.literal('ok') }).meta({ id: 'Standing' })

export const serviceRoutes = {
  'GET /whoami': route({
    summary: 'Tell whose token this is',
    may: roles,
    answer: fields({ user: z.string(), roles: z.array(role) }).meta({ id: 'WhoAmI' }),
    example: {},
    handle: ({ caller: { user, roles: own } }) => ({ user, roles: [...own] }),
  }),

  'GET /openapi.json': route({
    summary: 'This document: the API as OpenAPI 3.1',
    may: 'anyone',
    answer: z.record(z.string(), z.unknown()),
    example: {},
    handle: (_, desk) => new Raw('application/json; charset=utf-8', desk.documents.openApi),
  }),

  'GET /': route({
    summary: 'The API as a page to read',
    may: 'anyone',
    answer: z.string(),
    answerType: 'text/html; charset=utf-8',
    example: {},
    handle: (_, desk) => new Raw('text/html; charset=utf-8', desk.documents.page),
  }),

  'GET /healthz': route({
    summary: 'Whether the process is alive',
    may: 'anyone',
    answer: standing,
    example: {},
    handle: () => ({ status: 'ok' }) as const,
  }),

  'GET /readyz': route({
    summary: 'Whether the server takes requests',
    may: 'anyone',
    answer: standing,
    refusals: [503],
    example: {},
    handle: (_, desk) => {
      const reason = desk.notReady()
      if (reason !== undefined) throw new Problem(503, reason, 5)
      return { status: 'ok' } as const
    },
  }),

  'GET /metrics': route({
    summary: 'Counters and gauges in the format of Prometheus',
    may: roles,
    answer: z.string(),
    answerType: 'text/plain; version=0.0.4; charset=utf-8',
    example: {},
    handle: async (_, desk) => new Raw('text/plain; version=0.0.4; charset=utf-8', await desk.metrics.text()),
  }),
} as const
