const isoTime = /^(\d{4})-(\d\d?)-(\d\d?)(?:[T ](\d\d?):(\d\d)(?::(\d\d)(?:\.\d+)?)?)?(?:Z|\+00:?00)?$/
const spreadsheetTime = /^(\d\d?)\/(\d\d?)\/(\d{4})(?: (\d\d?):(\d\d)(?::(\d\d))?)?$/

/** What a time may look like, in words for an error. */
export const pandaTimeAllowed = 'UTC as YYYY-MM-DDThh:mm:ss, YYYY-MM-DD hh:mm:ss or M/D/YYYY h:mm'

/**
 * Unix seconds of a time in one of the ways PanDA records are exported, all of them UTC. PanDA writes 1970 for a time
 * that is not set: it gives undefined. Text that is no time gives NaN.
 */
export function pandaTime(text: string): number | undefined {
  const iso = isoTime.exec(text)
  if (iso !== null) return unixSeconds(iso[1], iso[2], iso[3], iso[4], iso[5], iso[6])
  const spreadsheet = spreadsheetTime.exec(text)
  if (spreadsheet === null) return NaN
  return unixSeconds(spreadsheet[3], spreadsheet[1], spreadsheet[2], spreadsheet[4], spreadsheet[5], spreadsheet[6])
}

function unixSeconds(
  year: string,
  month: string,
  day: string,
  hour = '0',
  minute = '0',
  second = '0',
): number | undefined {
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return NaN
  const midnight = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)))
  // Date carries 31 February over into March.
  if (midnight.getUTCMonth() !== Number(month) - 1 || midnight.getUTCDate() !== Number(day)) return NaN
  if (year === '1970') return undefined
  return midnight.getTime() / 1000 + Number(hour) * 3600 + Number(minute) * 60 + Number(second)
}
