import { z } from 'zod'
import { type DataMoverOptions, dataMoverNames } from '../../live/data-mover/choose-data-mover.js'
import { usualPatience } from '../../live/http-storage/patience.js'
import { duration, wholeFrom } from '../../sim/yaml-file.js'

/** By what storages know the server: files, which lie beside the configuration. */
const access = {
  tokenFile: z.string().optional(),
  certificateFile: z.string().optional(),
  keyFile: z.string().optional(),
  caFile: z.string().optional(),
}

const name = z.enum(dataMoverNames, { error: () => dataMoverNames.join(', ') })

/** How data are moved: the name of a mover, or that with what it needs. */
export const dataMoverSchema = z.union([
  name,
  z.strictObject({
    name,
    /** Of HTTP: the address of each site's storage, with its own access where that is another one. */
    endpoints: z.record(z.string(), z.union([z.string(), z.strictObject({ url: z.string(), ...access })])).optional(),
    ...access,
    atOnce: wholeFrom(1).optional(),
    thirdParty: z.boolean({ error: () => 'true or false' }).optional(),
    tries: wholeFrom(1).optional(),
    silence: duration.refine((seconds) => seconds > 0, { error: 'a duration above 0' }).optional(),
  }),
])

type DataMoverText = z.infer<typeof dataMoverSchema>

/** How data are moved. */
export type DataMoverPlan = { readonly name: string } & DataMoverOptions

/** The plan behind the text. @param beside the path of a file that lies beside the configuration */
export function dataMoverOf(text: DataMoverText, beside: (path: string) => string): DataMoverPlan {
  if (typeof text === 'string') return { name: text }
  const { endpoints = {}, atOnce, thirdParty, tries = usualPatience.tries, silence } = text
  const filesOf = (given: { [key in keyof typeof access]?: string | undefined }): object =>
    Object.fromEntries(
      Object.keys(access).flatMap((key) => {
        const file = given[key as keyof typeof access]
        return file === undefined ? [] : [[key, beside(file)]]
      }),
    )
  return {
    name: text.name,
    endpoints: Object.fromEntries(
      Object.entries(endpoints).map(([site, endpoint]) => {
        const { url, ...own } = typeof endpoint === 'string' ? { url: endpoint } : endpoint
        return [site, { url, ...filesOf(text), ...filesOf(own) }]
      }),
    ),
    atOnce,
    thirdParty,
    patience: { ...usualPatience, tries, ...(silence !== undefined && { silence: silence * 1000 }) },
  }
}
