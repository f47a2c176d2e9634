/** Methods about the server itself, and about who calls. */
import type { Caller } from '../../auth/caller.js'
import { well } from '../answer.js'
import { method, type PandaCall } from '../method.js'
import type { Parameters } from '../parameter.js'
import { anybody } from './callers.js'

export const systemMethods = {
  isAlive: method({
    classic: 'isAlive',
    v1: 'GET system/is_alive',
    summary: 'Tell that the server is alive',
    usedBy: ['Harvester', 'panda-client'],
    may: 'anyone',
    takes: {},
    example: {},
    handle: () => well(null, 'alive=yes'),
  }),

  getAttributes: method({
    classic: 'getAttr',
    v1: 'GET system/get_attributes',
    summary: 'Tell what came with the request, and whose it is',
    usedBy: ['panda-client'],
    missing: 'of the environment only what says who calls is told',
    may: anybody,
    secure: true,
    takes: {},
    example: {},
    handle: (call) => {
      const parameters = Object.fromEntries(Object.entries(call.sent).map(([name, value]) => [name, wordOf(value)]))
      const environment = environmentOf(call)
      const words = `===== param =====\n${lines(parameters, ' = ')}\n====== env ======\n${lines(environment, ' : ')}\n`
      return well({ parameters, environment }, words, words)
    },
  }),

  getVomsAttributes: method({
    classic: 'getVomsAttr',
    v1: 'GET system/get_voms_attributes',
    summary: 'Tell the VOMS attributes of the caller',
    usedBy: ['panda-client'],
    may: anybody,
    secure: true,
    takes: {},
    example: {},
    handle: ({ caller }) => {
      const attributes = attributesOf(caller)
      const words = lines(attributes, ' : ')
      return well(attributes, `${words}\n`, words)
    },
  }),

  getUserAttributes: method({
    v1: 'GET system/get_user_attributes',
    summary: 'Tell whom the server takes the caller for',
    usedBy: ['panda-client'],
    may: anybody,
    secure: true,
    takes: {},
    example: {},
    handle: ({ caller: { user, roles, identity } }) => {
      const attributes = { user, roles: roles.join(','), dn: identity?.subject ?? user, vo: identity?.vo ?? '' }
      return well(attributes, {}, lines(attributes, ' : '))
    },
  }),
} as const

/** Names as PanDA's front end has them. Headers are left out: they hold secrets. */
function environmentOf({ caller, request }: Pick<PandaCall<Parameters>, 'caller' | 'request'>): Record<string, string> {
  return {
    REMOTE_ADDR: request.ip,
    REQUEST_METHOD: request.method,
    SERVER_NAME: request.hostname,
    SSL_CLIENT_S_DN: caller.identity?.subject ?? `/CN=${caller.user}`,
    ...attributesOf(caller),
  }
}

function attributesOf({ identity }: Caller): Record<string, string> {
  const groups = identity?.how === 'x509' ? identity.groups : []
  return Object.fromEntries(groups.map((group, i) => [`GRST_CRED_AURI_${i}`, `VOMS ${group}`]))
}

function lines(values: Readonly<Record<string, string>>, between: string): string {
  const names = Object.keys(values).sort()
  return names.map((name) => `${name}${between}${values[name]}`).join('\n')
}

function wordOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
