/** Routes about the server itself: who calls, whether it is well, what it counts, how it is used. */
import { z } from 'zod'
import { fields } from '../fields.js'
import { Problem } from '../problem.js'
import type { Caller } from '../../auth/caller.js'
import { roles } from '../../auth/role.js'
import { TICKET_SECONDS } from '../../auth/sessions.js'
import { Raw, route } from '../route.js'
import { role } from '../shapes.js'

const standing = fields({ status: z.literal('ok') }).meta({ id: 'Standing' })

const identity = fields({
  how: z.enum(['x509', 'oidc', 'loopback']),
  subject: z.string(),
  vo: z.string(),
  groups: z.array(z.string()),
  isLimitedProxy: z.boolean(),
  expiresAt: z.string(),
}).meta({ id: 'Identity' })

/** Empty for those with tokens of our own. */
function identityOf({ identity: known }: Caller): { identity?: z.infer<typeof identity> } {
  if (known === undefined) return {}
  const { how, subject, vo, groups, isLimitedProxy, expiresAtMilliseconds } = known
  const expiresAt = new Date(expiresAtMilliseconds).toISOString()
  return { identity: { how, subject, vo, groups: [...groups], isLimitedProxy, expiresAt } }
}

export const serviceRoutes = {
  'GET /whoami': route({
    summary: 'Tell who calls',
    detail: 'A certificate, or a token of an issuer, is told with the name and the groups that it was read to have.',
    may: roles,
    answer: fields({ user: z.string(), roles: z.array(role), identity: identity.optional() }).meta({ id: 'WhoAmI' }),
    example: {},
    handle: ({ caller }) => ({ user: caller.user, roles: [...caller.roles], ...identityOf(caller) }),
  }),

  'POST /monitor/tickets': route({
    summary: 'Ask for a link that signs a browser in at the monitor',
    detail: 'The path is good once, and for a minute.',
    may: ['user', 'production'],
    status: 201,
    answer: fields({ path: z.string(), expiresInSeconds: z.number() }).meta({ id: 'Ticket' }),
    example: {},
    handle: ({ caller }, desk) => ({
      path: `/monitor/sign-in?ticket=${desk.sessions.ticketFor(caller)}`,
      expiresInSeconds: TICKET_SECONDS,
    }),
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
