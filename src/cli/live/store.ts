import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { openStore, restore } from '../../live/store/open-store.js'
import type { Store } from '../../live/store/store.js'
import { BadInput } from '../../model/bad-input.js'
import { counted, formatBytes } from '../../model/format.js'
import { exitCodes } from '../exit-codes.js'
import { writeAnswer } from './answer.js'
import { USUAL_FOLDER } from './server-place.js'

interface StoreOptions {
  readonly folder: string
  readonly store?: string
  readonly json?: boolean
}

/** File of the store in the folder of a server. */
const FILE = 'ailuro.db'

/** `ailuro store`: what a server keeps, copied, brought back and looked after. The server may run meanwhile. */
export function storeCommand(): Command {
  return new Command('store')
    .description('back up, restore, check and measure what a live server keeps')
    .addCommand(
      subcommand('backup', 'write all of it into a new file; the server may run meanwhile')
        .argument('<file>', 'to write')
        .addHelpText('after', '\nExample:\n  ailuro store backup monday.db')
        .action((file: string, options: StoreOptions) => backUp(file, options)),
    )
    .addCommand(
      subcommand('restore', 'make a new store out of a backup, all or nothing')
        .argument('<file>', 'that `ailuro store backup` wrote')
        .addHelpText('after', '\nExample:\n  ailuro store restore monday.db --folder ailuro-live-2')
        .action((file: string, options: StoreOptions) => bringBack(file, options)),
    )
    .addCommand(
      subcommand('check', 'look for damage; the exit code is 1 when there is some')
        .addHelpText('after', '\nExample:\n  ailuro store check')
        .action((options: StoreOptions) => check(options)),
    )
    .addCommand(
      subcommand('size', 'tell how much it holds')
        .addHelpText('after', '\nExample:\n  ailuro store size')
        .action((options: StoreOptions) => size(options)),
    )
}

function subcommand(name: string, about: string): Command {
  return new Command(name)
    .description(about)
    .option('--folder <folder>', 'folder of the server', USUAL_FOLDER)
    .option('--store <place>', 'a file or postgres://user@host:port/database, instead of the file in the folder')
    .option('--json', 'print one JSON object')
}

async function backUp(file: string, options: StoreOptions): Promise<void> {
  await withStore(options, async (store) => {
    await store.backUp(file)
    writeAnswer({ file, store: store.place }, options.json, () => `All of ${store.place} is in ${file}.`)
  })
}

async function bringBack(file: string, options: StoreOptions): Promise<void> {
  const place = placeOf(options)
  if (options.store === undefined) mkdirSync(options.folder, { recursive: true })
  await restore(file, place)
  const { place: told } = openStore(place)
  writeAnswer({ file, store: told }, options.json, () => `${told} holds what ${file} held.`)
}

async function check(options: StoreOptions): Promise<void> {
  await withStore(options, async (store) => {
    const findings = await store.check()
    writeAnswer({ store: store.place, findings }, options.json, () =>
      findings.length === 0
        ? `${store.place} is sound.`
        : [
            ...findings.map((finding) => `- ${finding}`),
            `${counted(findings.length, 'finding')} in ${store.place}.`,
          ].join('\n'),
    )
    if (findings.length > 0) process.exitCode = exitCodes.incomplete
  })
}

async function size(options: StoreOptions): Promise<void> {
  await withStore(options, async (store) => {
    const told = await store.size()
    writeAnswer({ store: store.place, ...told }, options.json, () => {
      const { bytes, rows, facts, endedJobs, specs } = told
      return (
        `${store.place}: ${formatBytes(bytes)}, ${counted(rows, 'row')} of what is alive, ${counted(facts, 'fact')}, ` +
        `${counted(endedJobs, 'ended attempt')}, ${counted(specs, 'specification')}.`
      )
    })
  })
}

/** Reads a store beside a server that may have it open: it is not opened, which would take it from the server. */
async function withStore(options: StoreOptions, use: (store: Store) => Promise<void>): Promise<void> {
  const place = placeOf(options)
  if (!place.startsWith('postgres') && !existsSync(place))
    throw new BadInput('store', `there is no ${place}`, '--folder or --store of a server that was started before')
  const store = openStore(place)
  try {
    await use(store)
  } finally {
    await store.close()
  }
}

function placeOf({ folder, store }: StoreOptions): string {
  return store ?? join(folder, FILE)
}
