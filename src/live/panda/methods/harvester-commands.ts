/** What instances of Harvester are to do: commands that wait for them, and those that people give (panda-protocol.md §3). */
import { refusal, well } from '../answer.js'
import type { HarvesterCommand } from '../harvester-book.js'
import { method } from '../method.js'
import type { PandaDesk } from '../panda-desk.js'
import { listOf, optional, text, whole } from '../parameter.js'
import { factories } from './callers.js'

const harvester = text('harvester_id', 200)

export const harvesterCommandMethods = {
  acquireCommands: method({
    classic: 'getCommands',
    v1: 'POST harvester/acquire_commands',
    summary: 'Give an instance of Harvester its commands, the oldest first',
    usedBy: ['Harvester'],
    missing: 'there are no commands but those of add_sweep_command',
    may: factories,
    secure: true,
    takes: { harvester, most: optional(whole('n_commands', 1, 1_000), 1) },
    example: { harvester: 'h1', most: 10 },
    handle: async ({ given: { harvester: name, most } }, { books }) => {
      const commands = (await books.harvesters.take(name, most)).map(commandInWords)
      return well(commands, { Returns: 0, Commands: commands })
    },
  }),

  acknowledgeCommands: method({
    classic: 'ackCommands',
    v1: 'POST harvester/acknowledge_commands',
    summary: 'Hear that commands were done',
    usedBy: ['Harvester'],
    may: factories,
    secure: true,
    takes: { commands: listOf('command_ids', whole('command_id', 1), 1_000) },
    example: { commands: [1] },
    handle: async ({ given: { commands } }, { books }) => {
      await books.harvesters.acknowledge(commands)
      return well(null, { Returns: 0 })
    },
  }),

  addTargetSlots: method({
    v1: 'POST harvester/add_target_slots',
    summary: 'Set how many slots a queue is to have',
    usedBy: ['panda-client'],
    missing: 'it is refused: as many pilots are asked for as there is work, and Harvester knows no command for more',
    may: ['production'],
    secure: true,
    takes: { queue: text('panda_queue', 200), slots: whole('slots') },
    example: { queue: 'CERN', slots: 100 },
    handle: () => refusal('this server asks for as many pilots as there is work, and knows no target of slots'),
  }),

  addSweepCommand: method({
    v1: 'POST harvester/add_sweep_command',
    summary: 'Have workers of a queue ended by the instances of Harvester that serve it',
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
    handle: async ({ given: { queue, status, computingElement, host } }, desk) => {
      const params = {
        status,
        computingSite: [queue],
        computingElement: orAll(computingElement),
        submissionHost: orAll(host),
      }
      const serving = instancesAt(queue, desk)
      if (serving.length === 0) return refusal(`no instance of Harvester serves ${queue}`)
      for (const name of serving) await desk.books.harvesters.order(name, 'KILL_WORKERS', params, true)
      return well()
    },
  }),
} as const

function orAll(list: readonly string[]): readonly string[] | 'ALL' {
  return list.length === 0 || list.includes('ALL') ? 'ALL' : list
}

/** The instance that the queue's data name, else those that told of workers there. */
function instancesAt(queue: string, { panda, books }: PandaDesk): readonly string[] {
  const named = panda.queueData.get(queue)?.['harvester']
  if (typeof named === 'string' && named !== '') return [named]
  return books.harvesters.counts().flatMap((one) => (one.queue === queue ? [one.name] : []))
}

function commandInWords({
  number,
  command,
  params,
  asksAcknowledgement,
  madeAtMilliseconds,
}: HarvesterCommand): object {
  return {
    command_id: number,
    command,
    params,
    ack_requested: asksAcknowledgement ? 1 : 0,
    creation_date: new Date(madeAtMilliseconds).toISOString().slice(0, 19),
  }
}
