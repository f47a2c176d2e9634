/** What instances of Harvester are to do: commands that wait for them, and those that people give (panda-protocol.md §3). */
import { well } from '../answer.js'
import type { HarvesterCommand } from '../harvester-book.js'
import { method } from '../method.js'
import { listOf, optional, text, whole } from '../parameter.js'

const factories = ['pilot', 'production'] as const
const harvester = text({ classic: 'harvesterID', v1: 'harvester_id' }, 200)

export const harvesterCommandMethods = {
  acquireCommands: method({
    classic: 'getCommands',
    v1: 'POST harvester/acquire_commands',
    summary: 'Give an instance of Harvester its commands, the oldest first',
    usedBy: ['Harvester'],
    may: factories,
    secure: true,
    takes: { harvester, most: optional(whole({ classic: 'n_commands', v1: 'n_commands' }, 1, 1_000), 1) },
    example: { harvester: 'h1', most: 10 },
    handle: async ({ given: { harvester: name, most } }, { books }) => {
      const commands = (await books.harvesters.take(name, most)).map(commandInWords)
      return well(commands, { Commands: commands })
    },
  }),

  acknowledgeCommands: method({
    classic: 'ackCommands',
    v1: 'POST harvester/acknowledge_commands',
    summary: 'Hear that commands were done',
    usedBy: ['Harvester'],
    may: factories,
    secure: true,
    takes: {
      commands: listOf('command_ids', whole('command_id', 1), 1_000),
      harvester: optional(text({ classic: 'harvesterID', v1: 'harvester_id' }, 200)),
    },
    example: { commands: [1] },
    handle: async ({ given: { commands, harvester: name } }, { books }) => {
      await books.harvesters.acknowledge(name, commands)
      return well()
    },
  }),

  addTargetSlots: method({
    v1: 'POST harvester/add_target_slots',
    summary: 'Set how many slots a queue is to have',
    usedBy: ['panda-client'],
    missing: 'every instance is told by the command SET_TARGET_SLOTS; the server itself heeds no target',
    may: ['production'],
    secure: true,
    takes: {
      queue: text('panda_queue', 200),
      slots: whole('slots'),
      share: optional(text('global_share', 200)),
      resourceType: optional(text('resource_type', 50)),
      until: optional(text('expiration_date', 50)),
    },
    example: { queue: 'CERN', slots: 100 },
    handle: async ({ given: { queue, ...target } }, { books }) => {
      for (const { name } of books.harvesters.all())
        await books.harvesters.order(name, `SET_TARGET_SLOTS:${queue}`, target)
      return well()
    },
  }),

  addSweepCommand: method({
    v1: 'POST harvester/add_sweep_command',
    summary: 'Have workers of a queue ended',
    usedBy: ['panda-client'],
    may: ['production'],
    secure: true,
    takes: {
      queue: text('panda_queue', 200),
      status: listOf('status_list', text('status', 50), 20),
      computingElement: optional(listOf('ce_list', text('ce', 200), 1_000), []),
      host: optional(listOf('submission_host_list', text('host', 200), 1_000), []),
    },
    example: { queue: 'CERN', status: ['submitted'] },
    handle: async ({ given: { queue, status, computingElement, host } }, { books }) => {
      const or = (list: readonly string[]): readonly string[] | 'ALL' => (list.length === 0 ? 'ALL' : list)
      const params = {
        status,
        computingSite: [queue],
        computingElement: or(computingElement),
        submissionHost: or(host),
      }
      for (const { name } of books.harvesters.all()) await books.harvesters.order(name, 'KILL_WORKERS', params, true)
      return well()
    },
  }),
} as const

function commandInWords({
  number,
  command,
  params,
  asksAcknowledgement,
  madeAtMilliseconds,
}: HarvesterCommand): object {
  const creation = new Date(madeAtMilliseconds).toISOString().slice(0, 19)
  return {
    command_id: number,
    command,
    params,
    ack_requested: asksAcknowledgement ? 1 : 0,
    creation_date: { __datetime__: creation },
  }
}
