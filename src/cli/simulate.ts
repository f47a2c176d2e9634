import { Command } from 'commander'
import { scenarioOf } from '../lab/perform-run.js'
import { atScale } from '../lab/question-at-scale.js'
import type { Scenario } from '../sim/simulate.js'
import { conductStudy, present, specOf } from './conduct-study.js'
import { positiveNumber, positiveWhole } from './options.js'

interface SimulateOptions {
  policy?: string
  seed?: string
  seeds: number
  scale?: number
  out?: string
  json?: boolean
}

/** `ailuro simulate SCENARIO`: one scenario under its policy, and whether it shows what it should. */
export function simulateCommand(): Command {
  return new Command('simulate')
    .description('run a scenario and tell whether it shows what it should')
    .argument('<scenario>', 'scenario file (YAML)')
    .option(
      '--policy <name>',
      "built-in policy, or a file such as ./mine.js (default: the scenario's, and those that its expectations name)",
    )
    .option('--seed <text>', "first seed (default: the scenario's)")
    .option('--seeds <number>', 'runs, each with the next seed', positiveWhole, 1)
    .option('--scale <number>', 'part of its size to run it at, jobs and grid alike, such as 0.1', positiveNumber)
    .option('--out <folder>', 'write a results folder')
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      `
Examples:
  ailuro simulate scenarios/panda-day.yaml --policy least-queued --seed 7
  ailuro simulate scenarios/atlas-day.yaml --scale 0.1
  ailuro simulate scenarios/panda-day.yaml --json > day.json
  ailuro simulate scenarios/black-hole.yaml --out results/black-hole

Exit codes: 0 all complete and seen, 1 some jobs unfinished, 3 something that the scenario expects was not seen.`,
    )
    .action(async (file: string, options: SimulateOptions) => {
      process.exitCode = await simulate(file, options)
    })
}

async function simulate(file: string, options: SimulateOptions): Promise<number> {
  const source = { file, scale: options.scale }
  const scenario = scenarioOf(source)
  const spec = await specOf({
    name: scenario.name,
    title: `Scenario ${scenario.name}`,
    question: atScale(scenario.about === '' ? `How does ${scenario.name} fare?` : scenario.about, options.scale),
    source,
    policies: options.policy === undefined ? policiesOf(scenario) : [options.policy],
    seeds: options.seeds,
    seed: options.seed,
    warmUp: 'none',
  })
  const study = await conductStudy(spec, { out: options.out })
  return present(study, options.out, options.json === true)
}

/** The scenario's policy, and those that its expectations name. */
function policiesOf({ policy, expectations = [] }: Scenario): string[] {
  return [...new Set([policy, ...expectations.flatMap(({ policies = [] }) => policies)])]
}
