import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ShareTree } from '../../model/share-tree.js'
import { gridOf } from '../../model/testing/small-grid.js'
import { type ApiSettings, ApiServer } from '../api/api-server.js'
import { Client } from '../api/client.js'
import type { Role } from '../auth/role.js'
import { TokenBook } from '../auth/token-book.js'
import type { RowChange } from '../store/commit.js'
import { StageDoor, type StageDoorParts } from './stage-door.js'

/** Callers of the stage, by name, and the roles that they have. */
export const cast = {
  alice: ['user'],
  bob: ['user'],
  paula: ['production'],
  pilot: ['pilot'],
  root: ['admin'],
} as const satisfies Record<string, readonly Role[]>
export type CastMember = keyof typeof cast

/** A server on a free port of this machine, with callers of every role, over a host in memory. */
export interface ApiStage {
  readonly server: ApiServer
  readonly door: StageDoor
  readonly tokens: TokenBook
  readonly savedTokens: RowChange[]
  readonly url: string
  readonly folder: string
  readonly secrets: Readonly<Record<CastMember, string>>
  readonly clients: Readonly<Record<CastMember, Client>>
  close(): Promise<void>
}

/**
 * @param settings beyond what the stage has itself
 * @param parts grid and constants in the place of the stage's own
 */
export async function apiStage(settings: Partial<ApiSettings> = {}, parts?: StageDoorParts): Promise<ApiStage> {
  const folder = await mkdtemp(join(tmpdir(), 'ailuro-api-'))
  const grid = gridOf('queue site cores memory\nBNL BNL 1+8 4000\nCERN CERN 1 4000')
  const shares = new ShareTree(
    [
      { name: 'analysis', value: 40, children: [{ name: 'user', value: 1 }] },
      { name: 'managed', value: 60 },
    ],
    'stage',
  )
  const constants = {
    generatorCycleSeconds: 0,
    statisticsSeconds: 0,
    pilotKeepAliveSeconds: 1e9,
    pilotSilenceSeconds: 1e9,
  }
  const door = await StageDoor.open(parts ?? { grid, constants, shares })
  const savedTokens: RowChange[] = []
  const tokens = new TokenBook((change) => Promise.resolve(void savedTokens.push(change)))
  const limits = {
    requestsPerSecond: 1e6,
    requestsAtOnce: 1e6,
    strangerRequestsPerSecond: 1e6,
    strangerRequestsAtOnce: 1e6,
  }
  const server = new ApiServer({
    door,
    tokens,
    logFolder: join(folder, 'logs'),
    ...settings,
    limits: { ...limits, ...settings.limits },
  })
  const url = await server.listen()
  const secrets = {} as Record<CastMember, string>
  const clients = {} as Record<CastMember, Client>
  for (const [user, roles] of Object.entries(cast) as [CastMember, readonly Role[]][]) {
    secrets[user] = (await tokens.make({ user, roles })).secret
    clients[user] = new Client({ url, token: secrets[user], tries: 1 })
  }
  return {
    server,
    door,
    tokens,
    savedTokens,
    url,
    folder,
    secrets,
    clients,
    close: async () => {
      await server.close()
      for (const client of Object.values(clients)) client.close()
      await door.close()
      await rm(folder, { recursive: true })
    },
  }
}
