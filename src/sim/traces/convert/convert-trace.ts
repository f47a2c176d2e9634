import { readTrace, type ReadOptions } from '../open-trace.js'
import type { TraceInfo } from '../trace.js'
import { surveyTrace } from './survey.js'
import type { OpenSink } from './trace-sink.js'
import type { Change } from './trace-writer.js'
import { WholeFile } from './whole-file.js'

/** How to convert a trace. */
export interface ConvertOptions extends Pick<ReadOptions, 'format' | 'skipFaults'> {
  /** Replace a file that stands at the output. */
  readonly force?: boolean | undefined
  /** Called before the writing begins, with a synchronous way to take off what is half written. */
  readonly onBegin?: (records: number, removePartial: () => void) => void
  /** Called now and then with the number of records written so far. */
  readonly onProgress?: (records: number) => void
}

/** What a conversion did. */
export interface Conversion extends Pick<TraceInfo, 'mended' | 'leftOut'> {
  readonly file: string
  readonly out: string
  /** The format that was read. */
  readonly from: string
  readonly records: number
  /** What was lost or made up. */
  readonly changes: readonly Change[]
}

/**
 * Writes a trace in another format, in bounded memory: a pass to learn what it holds, and one to write. The output stands
 * whole or not at all.
 *
 * @throws BadInput at the first fault that is not skipped, and when the output is the input, stands already or cannot be written
 */
export async function convertTrace(
  file: string,
  out: string,
  openSink: OpenSink,
  options: ConvertOptions = {},
): Promise<Conversion> {
  const whole = new WholeFile(out, options.force === true, file)
  const survey = await surveyTrace(file, options)
  const { format, records, mended, leftOut } = survey.info
  options.onBegin?.(records, () => whole.removePartial())
  const changes = await whole.fill(async (partial) => {
    const sink = await openSink(survey, partial, out)
    let written = 0
    try {
      await readTrace(
        file,
        async (jobs) => {
          await sink.take(jobs)
          written += jobs.length
          options.onProgress?.(written)
        },
        { ...options, format },
      )
      await sink.end()
    } catch (error) {
      sink.abandon()
      throw error
    }
    return sink.changes
  })
  return { file, out, from: format, records, changes, mended, leftOut }
}
