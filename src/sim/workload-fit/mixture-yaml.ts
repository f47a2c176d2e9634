import { Document, isMap, isPair, isScalar, isSeq, visit, type YAMLMap } from 'yaml'
import { formatBytes } from '../../model/format.js'
import type { Fit } from './fit-mixture.js'
import { fittedParts } from './sample.js'

/** An entry of the file, with the words that stand before it. */
type ClassEntry = Readonly<Record<string, unknown>> & { readonly name: string }

/** Where the figures of each class come from. */
const origins: Readonly<Record<string, string>> = {
  simulation:
    'Two simulation tasks of 2015 (8 cores, 1000 events): means of both tasks; jobSigma is the spread of CPU time within a task. taskSigma is assumed.',
  analysis:
    'CPU time of the single-core jobs of 2024 times core power of their queues; files, bytes and efficiency of 100 analysis jobs of 2025. Tasks of 100 jobs and jobSigma are assumed.',
  derivation:
    'CPU time of the 8-core jobs of 2024, whose records do not say what they did; input and output as published of Nordic jobs in 2011 (6.6 files of 338 MB in, 2.2 of 100 MB out).',
  evgen:
    'Mean CPU work of single-core batch jobs in US accounting, 2015-09 to 2017-01; taskSigma and output are assumed.',
  merge: 'Assumed: half an hour of a core of 10 HS06, which reads ten outputs of simulation and writes them as one.',
}

/** The text of a mixture file. */
export function mixtureYaml(name: string, fit: Fit): string {
  const document = new Document(
    {
      name,
      about: 'A day of ATLAS work, put together from records of different years and sorts.',
      assumptions: assumptionsOf(fit),
      users: fit.users,
      userExponent: rounded(fit.userExponent),
      classes: classesOf(fit),
    },
    { aliasDuplicateObjects: false },
  )
  visit(document, {
    Map: (_, node) => void (node.flow = isTable(node)),
  })
  const classes = document.get('classes')
  if (isSeq(classes)) {
    for (const item of classes.items) {
      if (isMap(item)) item.commentBefore = wrapped(origins[String(item.get('name'))])
    }
  }
  return `${headerOf(fit)}${document.toString({ lineWidth: 0, singleQuote: true })}`
}

function headerOf({ failures }: Fit): string {
  const lines = failures.map(
    ({ site, probability, earlyFraction, burntFraction, attemptsPerJob }) =>
      `#   ${site}: ${percent(probability)} failed, ${percent(earlyFraction)} of them early, ${percent(burntFraction)} of the wall time; ${rounded(attemptsPerJob)} attempts a job`,
  )
  return [
    '# yaml-language-server: $schema=../schema/mixture.json',
    '# Fitted by `ailuro workload fit`, which says what each figure was fitted to; sources stand in README.md beside it.',
    '# Attempts of the two simulation tasks, for the failures of a scenario:',
    ...lines,
    '',
  ].join('\n')
}

function assumptionsOf({ hs06SecondsPerJob, parts }: Fit): string[] {
  return [
    `the work is a mixture of records of different years: CPU time of 2024, analysis data of 2025, simulation tasks of 2015, accounting of 2015–2017; ${rounded(hs06SecondsPerJob / 1000)} kHS06 s a job on average`,
    `parts of the classes are assumed, so that simulation is 60 % of the CPU work (published, 2017): ${percent(parts.simulation)} of the jobs; half of the others are analysis`,
    'memory of all jobs is the 2000 MB a core of the simulation tasks, of derivations 3000 MB',
    'jobs that read more than 10 GB do not copy it',
  ]
}

function classesOf({ parts, simulation, analysis, derivation, evgen, merge }: Fit): ClassEntry[] {
  const production = { label: 'managed', inputFraction: '100 %', nucleusFraction: '100 %', scouted: true }
  return [
    {
      name: 'simulation',
      weight: rounded(100 * parts.simulation),
      ...production,
      share: 'Simulation',
      processingType: simulation.processingType,
      workingGroup: simulation.workingGroup,
      priority: simulation.priority,
      jobsPerTask: rounded(simulation.jobsPerTask),
      jobsPerTaskSigma: 0.5,
      cores: simulation.cores,
      memoryPerCore: `${simulation.memoryMBPerCore} MB`,
      hs06Seconds: rounded(simulation.hs06Seconds),
      taskSigma: 0.5,
      jobSigma: rounded(simulation.jobSigma),
      cpuEfficiency: percent(simulation.cpuEfficiency),
      inputFiles: rounded(simulation.inputFiles),
      fileSize: bytes(simulation.fileBytes),
      output: bytes(simulation.outputBytes),
      outputFiles: rounded(simulation.outputFiles),
    },
    {
      name: 'analysis',
      weight: rounded(100 * parts.analysis),
      label: 'user',
      share: 'User Analysis',
      processingType: 'panda-client',
      priority: analysis.priority,
      jobsPerTask: 100,
      jobsPerTaskSigma: 1.2,
      cores: 1,
      memoryPerCore: '2000 MB',
      hs06Seconds: table(analysis.hs06Seconds, rounded),
      jobSigma: 0.3,
      cpuEfficiency: percent(analysis.cpuEfficiency),
      scouted: true,
      inputFraction: percent(analysis.inputFraction),
      inputFiles: table(analysis.inputFiles, Math.round),
      fileSize: table(analysis.fileBytes, bytes),
      inputTiedToWork: percent(analysis.inputTiedToWork),
      directFraction: percent(analysis.directFraction),
      output: table(analysis.outputBytes, bytes),
    },
    {
      name: 'derivation',
      weight: rounded(100 * parts.derivation),
      ...production,
      share: 'Group Analysis',
      processingType: 'deriv',
      workingGroup: 'GP_PHYS',
      priority: 500,
      jobsPerTask: 200,
      cores: 8,
      memoryPerCore: '3000 MB',
      hs06Seconds: table(derivation.hs06Seconds, rounded),
      cpuEfficiency: percent(derivation.cpuEfficiency),
      inputFiles: 7,
      fileSize: '338 MB',
      output: '220 MB',
      outputFiles: 2,
    },
    {
      name: 'evgen',
      weight: rounded(100 * parts.evgen),
      ...production,
      inputFraction: '0 %',
      share: 'MC Production',
      processingType: 'evgen',
      workingGroup: 'AP_EVGN',
      priority: 400,
      jobsPerTask: 200,
      cores: 1,
      memoryPerCore: '2000 MB',
      hs06Seconds: rounded(evgen.hs06Seconds),
      taskSigma: 1,
      cpuEfficiency: percent(evgen.cpuEfficiency),
      output: '100 MB',
    },
    {
      name: 'merge',
      weight: rounded(100 * parts.merge),
      ...production,
      share: 'MC Production',
      processingType: 'merge',
      workingGroup: 'AP_SIMU',
      priority: 600,
      jobsPerTask: 50,
      cores: 1,
      memoryPerCore: '2000 MB',
      hs06Seconds: rounded(merge.hs06Seconds),
      cpuEfficiency: percent(merge.cpuEfficiency),
      inputFiles: 10,
      fileSize: bytes(simulation.outputBytes),
      output: bytes(10 * simulation.outputBytes),
    },
  ]
}

function table<T>(quantiles: readonly number[], write: (value: number) => T): Record<string, T> {
  return Object.fromEntries(fittedParts.map((part, i) => [`${Math.round(100 * part)} %`, write(quantiles[i])]))
}

function isTable(node: YAMLMap): boolean {
  return node.items.every((item) => isPair(item) && isScalar(item.key) && String(item.key.value).endsWith('%'))
}

/** Three digits. */
function rounded(value: number): number {
  return Number(value.toPrecision(3))
}

function percent(part: number): string {
  return `${rounded(100 * part)} %`
}

function bytes(amount: number): string {
  return formatBytes(amount)
}

function wrapped(text: string): string {
  return text.replace(/(.{1,110})( |$)/g, ' $1\n').trimEnd()
}
