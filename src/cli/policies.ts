import { Command } from 'commander'
import { pilotDemands } from '../brokerage/pilot-demands/index.js'
import { policies } from '../brokerage/policies/index.js'
import { terminalWidth } from './options.js'
import { renderTable } from './table.js'

const ownPolicy = `
A policy of your own is a JavaScript file with steps, weighers and a chooser by name or by value, e.g.
  export default { name: 'mine', steps: ['cap'], weighers: ['input-held'], chooser: 'heaviest' }
  ailuro replay jobs.swf.gz --policies production,./mine.js
`

/** `ailuro policies`: the policies and the rules for pilots that come with the system, and what they are made of. */
export function policiesCommand(): Command {
  return new Command('policies')
    .description('list the policies that come with ailuro and what they are made of')
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  ailuro policies --json')
    .action((options: { json?: boolean }) => {
      const listed = policies.map(({ name, about, steps, weighers, chooser }) => ({
        name,
        about,
        steps: steps.map((step) => step.name),
        weighers: weighers.map((weigher) => weigher.name),
        chooser: chooser.name,
      }))
      const demands = pilotDemands.map(({ name, about, usual }) => ({ name, about, ...usual }))
      if (options.json === true) {
        process.stdout.write(`${JSON.stringify({ policies: listed, pilotDemands: demands }, null, 2)}\n`)
        return
      }
      const rows = listed.map((policy) => [
        policy.name,
        policy.about,
        policy.steps.join(' '),
        policy.weighers.join(' '),
        policy.chooser,
      ])
      process.stdout.write(
        `${renderTable(columns, rows, terminalWidth())}\n\n${rulesText(terminalWidth())}\n${ownPolicy}`,
      )
    })
}

/** The rules by which a scenario or a server may have pilots asked for, with their numbers. */
function rulesText(width: number): string {
  const rows = pilotDemands.map(({ name, about, usual: { numbers, chain } }) => [
    name,
    about,
    [...chain, ...Object.keys(numbers)].join(' '),
  ])
  return renderTable(ruleColumns, rows, width)
}

const ruleColumns = [
  { title: 'Rule for pilots', align: 'left' as const, importance: 9 },
  { title: 'What it does', align: 'left' as const, importance: 8 },
  { title: 'Chain, and numbers that can be set', align: 'left' as const, importance: 5 },
]

const columns = [
  { title: 'Policy', align: 'left' as const, importance: 9 },
  { title: 'What it does', align: 'left' as const, importance: 8 },
  { title: 'Steps', align: 'left' as const, importance: 5 },
  { title: 'Weighers', align: 'left' as const, importance: 6 },
  { title: 'Chooser', align: 'left' as const, importance: 7 },
]
