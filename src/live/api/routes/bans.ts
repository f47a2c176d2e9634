/** Routes about people who are turned away. */
import { z } from 'zod'
import { BadInput } from '../../../model/bad-input.js'
import { fields, name, text } from '../fields.js'
import { notFound } from '../problem.js'
import { route } from '../route.js'
import { done } from '../shapes.js'

const person = fields({ user: name() })
const ban = fields({ user: z.string(), reason: z.string(), since: z.string() }).meta({ id: 'Ban' })

export const banRoutes = {
  'GET /bans': route({
    summary: 'List who is turned away',
    may: [],
    answer: fields({ items: z.array(ban) }).meta({ id: 'BanList' }),
    example: {},
    handle: (_, { bans }) => ({
      items: bans.list().map(({ since, ...rest }) => ({ ...rest, since: new Date(since).toISOString() })),
    }),
  }),

  'PUT /bans/:user': route({
    summary: 'Turn somebody away, whatever they show',
    detail:
      'By the name that their work counts for, by a whole distinguished name, or by `ISSUER#ACCOUNT`. What they have submitted goes on.',
    may: [],
    params: person,
    body: fields({ reason: text(500).default('') }),
    answer: done,
    isIdempotent: true,
    example: { params: { user: 'mallory' }, body: { reason: 'a stolen certificate' } },
    handle: async ({ params: { user }, body: { reason }, caller }, { bans }) => {
      if (user === caller.user) throw new BadInput('path', `${user} is you, and could not lift it`, 'somebody else')
      await bans.ban(user, reason)
      return { done: true } as const
    },
  }),

  'DELETE /bans/:user': route({
    summary: 'Let somebody in again',
    may: [],
    params: person,
    answer: done,
    refusals: [404],
    isIdempotent: true,
    example: { params: { user: 'mallory' } },
    handle: async ({ params: { user } }, { bans }) => {
      if (!(await bans.lift(user))) throw notFound(`ban of ${user}`)
      return { done: true } as const
    },
  }),
} as const
