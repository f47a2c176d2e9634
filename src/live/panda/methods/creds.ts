/** Secrets of users, and what a server that keeps proxies and tokens for others would give out (panda-protocol.md §2.7). */
import { type PandaAnswer, refusal, well } from '../answer.js'
import { method } from '../method.js'
import { listOf, optional, text } from '../parameter.js'
import { StatusCode } from '../status-code.js'
import { anybody, people } from './callers.js'

const LONGEST_NAME = 200
const LONGEST_SECRET = 1_000 * 1_024
const MOST_SECRETS = 100
/** Characters of all secrets of a user: all of them are written when one changes. */
const MOST_CHARACTERS = 4_000_000
const missing = 'the server keeps no proxies, keys or tokens for others: it always says that there is none'

const client = text('client_name')

export const credsMethods = {
  setUserSecrets: method({
    classic: 'set_user_secret',
    v1: 'POST creds/set_user_secrets',
    summary: 'Keep a secret of the caller; without a value forget it, without a name forget all',
    usedBy: ['pbook', 'panda-client'],
    missing:
      'secrets are kept as they are: whoever reads the store reads them; they go with jobs of tasks that say useSecrets, to PanDA’s pilots alone',
    may: people,
    secure: true,
    takes: { name: optional(text('key', LONGEST_NAME)), value: optional(text('value', LONGEST_SECRET)) },
    size: 'bulk',
    example: { name: 'token', value: 'abc' },
    handle: async ({ given: { name, value }, caller }, { books }) => {
      const others = Object.entries(books.secrets.of(caller.user)).filter(([one]) => one !== name)
      if (name !== undefined && value !== undefined && others.length >= MOST_SECRETS)
        return { ...refusal(`there are ${MOST_SECRETS} secrets already`), classic: [false, 'too many secrets'] }
      const characters = others.reduce((sum, [, one]) => sum + one.length, value?.length ?? 0)
      if (characters > MOST_CHARACTERS)
        return { ...refusal(`secrets have ${MOST_CHARACTERS} characters together`), classic: [false, 'too long'] }
      await books.secrets.set(caller.user, name, value)
      return well(null, [true, 'OK'], 'OK')
    },
  }),

  getUserSecrets: method({
    classic: 'get_user_secrets',
    v1: 'GET creds/get_user_secrets',
    summary: 'Tell the caller its secrets',
    usedBy: ['pbook', 'panda-client'],
    may: people,
    secure: true,
    takes: { names: optional(listOf('keys', text('key', LONGEST_NAME), MOST_SECRETS, ',')) },
    example: {},
    handle: ({ given: { names }, caller }, { books }) => {
      const all = Object.entries(books.secrets.of(caller.user))
      const asked = names === undefined ? all : all.filter(([name]) => names.includes(name))
      // Clients expect JSON in JSON.
      const told = JSON.stringify(Object.fromEntries(asked))
      return well(told, [true, told])
    },
  }),

  getProxy: method({
    classic: 'getProxy',
    v1: 'GET creds/get_proxy',
    summary: 'Give the proxy of a user',
    usedBy: ['pilot3', 'later pilots', 'Harvester'],
    missing,
    may: anybody,
    secure: true,
    takes: { user: optional(text('dn')), role: optional(text('role')) },
    example: {},
    handle: ({ given: { user }, caller }) => none(`'proxy' not found for ${user ?? caller.user}`),
  }),

  getKeyPair: method({
    classic: 'getKeyPair',
    v1: 'GET creds/get_key_pair',
    summary: 'Give a pair of keys',
    usedBy: ['pilot3', 'later pilots', 'Harvester'],
    missing,
    may: anybody,
    secure: true,
    takes: {
      publicKey: text({ classic: 'publicKeyName', v1: 'public_key_name' }),
      privateKey: text({ classic: 'privateKeyName', v1: 'private_key_name' }),
    },
    example: { publicKey: 'a.pub', privateKey: 'a' },
    handle: ({ given: { publicKey } }) => none(`${publicKey} is missing`, StatusCode.keyMissing),
  }),

  getAccessToken: method({
    classic: 'get_access_token',
    v1: 'GET creds/get_access_token',
    summary: 'Give the token of a client',
    usedBy: ['later pilots', 'Harvester'],
    missing,
    may: anybody,
    secure: true,
    takes: { client, key: optional(text('token_key')) },
    example: { client: 'pilot' },
    handle: ({ given }) => none(`'token' not found for ${given.client}`),
  }),

  getTokenKey: method({
    classic: 'get_token_key',
    v1: 'GET creds/get_token_key',
    summary: 'Give the key that tokens of a client are asked for with',
    usedBy: ['later pilots', 'Harvester'],
    missing,
    may: anybody,
    secure: true,
    takes: { client },
    example: { client: 'pilot' },
    handle: ({ given }) => none(`Token key is missing for '${given.client}'`, StatusCode.keyMissing),
  }),
} as const

/** The classic family says that it could not get it. */
function none(message: string, code: StatusCode = StatusCode.failed): PandaAnswer {
  return refusal(message, code)
}
