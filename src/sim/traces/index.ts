import { gwf } from './gwf.js'
import { pandaCsv } from './panda-csv.js'
import { pandaJson } from './panda-json.js'
import { swf } from './swf.js'
import type { TraceReader } from './trace.js'

/** Every trace format. A file is read by the first that recognises it: GWF is asked before SWF, whose records look alike but are shorter. */
export const traceReaders: readonly TraceReader[] = [gwf, swf, pandaCsv, pandaJson]

/** Their names, for options and schemas. */
export const traceFormats: readonly string[] = traceReaders.map(({ name }) => name)
