/** What a scenario file may say of a synthetic workload, what a file of a mixture may, and what they become. */
import { z } from 'zod'
import { amountOf } from './quantile-table.js'
import { bytesForm } from './quantities.js'
import type { SyntheticSpec } from './synthetic-workload.js'
import type { WorkClass } from './work-class.js'
import { byteCount, duration, fraction, positive, whole, wholeFrom } from './yaml-file.js'

const classSchema = z
  .strictObject({
    name: z.string(),
    weight: positive,
    label: z.string().default('managed'),
    share: z.string(),
    vo: z.string().default('atlas'),
    processingType: z.string().optional(),
    workingGroup: z.string().optional(),
    priority: whole,
    jobsPerTask: positive.optional(),
    jobsPerTaskSigma: z.number().min(0).optional(),
    cores: wholeFrom(1),
    memoryPerCore: byteCount,
    scratch: byteCount.default(0),
    meanWalltime: duration.optional(),
    hs06Seconds: amountOf(positive, 'a number above 0').optional(),
    cpuEfficiency: fraction.optional(),
    taskSigma: z.number().min(0).default(0.6),
    jobSigma: z.number().min(0).default(0.2),
    scouted: z.boolean().optional(),
    inputFraction: fraction.default(0),
    input: byteCount.default(0),
    inputFiles: amountOf(z.number().min(0), 'a number from 0').optional(),
    fileSize: amountOf(byteCount, bytesForm).optional(),
    inputTiedToWork: fraction.optional(),
    directFraction: fraction.optional(),
    output: amountOf(byteCount, bytesForm).default(0),
    outputFiles: wholeFrom(1).optional(),
    nucleusFraction: fraction.default(0),
  })
  .refine(({ meanWalltime, hs06Seconds }) => (meanWalltime === undefined) !== (hs06Seconds === undefined), {
    path: ['meanWalltime'],
    error: 'either meanWalltime or hs06Seconds',
  })

const users = { users: wholeFrom(1).optional(), userExponent: z.number().min(0).optional() }
const USUAL_USERS = 1000

/** A synthetic workload; its classes stand here or in the file of a mixture. */
export const syntheticSchema = z
  .strictObject({
    jobs: wholeFrom(1),
    over: duration,
    jobsPerTask: positive.default(100),
    jobsPerTaskSigma: z.number().min(0).default(1),
    dailyWave: fraction.default(0),
    datasets: wholeFrom(1).default(1000),
    replicas: wholeFrom(1).default(3),
    popularityExponent: z.number().min(0).default(1),
    nuclei: z.enum(['drawn', 'brokered']).default('drawn'),
    ...users,
    mixture: z.string().optional(),
    classes: z.array(classSchema).min(1).optional(),
  })
  .refine(({ mixture, classes }) => (mixture === undefined) !== (classes === undefined), {
    path: ['classes'],
    error: 'either classes or the file of a mixture',
  })

/** The file of a mixture: classes of work, and who submits it. */
export const mixtureSchema = z.strictObject({
  name: z.string(),
  about: z.string().default(''),
  assumptions: z.array(z.string()).default([]),
  ...users,
  classes: z.array(classSchema).min(1),
})

export type SyntheticText = z.infer<typeof syntheticSchema>
type MixtureText = z.infer<typeof mixtureSchema>

/** The workload as the simulator takes it. @param mixture the file that it names; undefined when it has classes of its own */
export function syntheticOf(text: SyntheticText, mixture: MixtureText | undefined): SyntheticSpec {
  return {
    jobs: text.jobs,
    overSeconds: text.over,
    meanJobsPerTask: text.jobsPerTask,
    jobsPerTaskSigma: text.jobsPerTaskSigma,
    dailyWave: text.dailyWave,
    datasets: text.datasets,
    replicas: text.replicas,
    popularityExponent: text.popularityExponent,
    nuclei: text.nuclei,
    users: text.users ?? mixture?.users ?? USUAL_USERS,
    userExponent: text.userExponent ?? mixture?.userExponent,
    classes: (text.classes ?? mixture?.classes ?? []).map(classOf),
    assumptions: mixture?.assumptions,
  }
}

/** A class of work as the simulator takes it. */
function classOf(text: MixtureText['classes'][number]): WorkClass {
  const { jobsPerTask, memoryPerCore, scratch, meanWalltime, scouted, input, fileSize, output, ...same } = text
  return {
    ...same,
    meanJobsPerTask: jobsPerTask,
    memoryMBPerCore: memoryPerCore / 1e6,
    scratchMB: scratch / 1e6,
    meanWalltimeSeconds: meanWalltime ?? 0,
    isScouted: scouted,
    inputBytes: input,
    fileBytes: fileSize,
    outputBytes: output,
  }
}
