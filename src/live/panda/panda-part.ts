import { z } from 'zod'

const file = z.strictObject({
  /** Name, with placeholders. */
  template: z.string(),
  dataset: z.string(),
  scope: z.string(),
  isLog: z.boolean(),
})

const input = z.strictObject({
  lfn: z.string(),
  scope: z.string(),
  dataset: z.string(),
  /** 0: not known. */
  bytes: z.number(),
  /** With PanDA's prefix, `ad:` or `md:`; empty: not known. */
  checksum: z.string(),
})

/** What a task of PanDA's world says of its jobs; kept once for all of them, and written out when one is dispatched. */
export const pandaPartSchema = z.strictObject({
  /** URL of the program that a pilot fetches; `/trf/…` is a path of this server. */
  transformation: z.string(),
  /** Its arguments, with placeholders. */
  arguments: z.string(),
  inputs: z.array(input).default([]),
  outputs: z.array(file),
  /** Fields of the job dictionary that are given as they are. */
  fields: z.record(z.string(), z.union([z.string(), z.number()])),
  /** What is added to the number of a job to make its seed. */
  seedOffset: z.number().default(0),
  /** Whether its jobs are given the secrets of their user. */
  usesSecrets: z.boolean().default(false),
  /** Events of a job where they are counted, the first job from event 1; 0: they are not. */
  eventsPerJob: z.number().default(0),
})

export type PandaPart = z.infer<typeof pandaPartSchema>
