const isoTime = /^(\d{4})-(\d\d?)-(\d\d?)(?:[T ](\d\d?):(\d\d)(?::(\d\d)(?:\.\d+)?)?)?(?:Z|\+00:?00)?$/
const spreadsheetTime = /^(\d\d?)\/(\d\d?)\/(\d{4})(?: (\d\d?):(\d\d)(?::(\d\d))?)?$/

const zero = 48
const dash = 45
const colon = 58
const space = 32
const capitalT = 84

const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
/** Days of a year before each month, without a leap day. */
const daysBefore = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334]

/** What a time may look like, in words for an error. */
export const pandaTimeAllowed = 'UTC as YYYY-MM-DDThh:mm:ss, YYYY-MM-DD hh:mm:ss or M/D/YYYY h:mm'

/**
 * Unix seconds of a time in one of the ways PanDA records are exported, all of them UTC. PanDA writes 1970 for a time
 * that is not set: it gives undefined. Text that is no time gives NaN.
 */
export function pandaTime(text: string): number | undefined {
  return isPlain(text) ? plainTime(text) : unusualTime(text)
}

/** Whether the separators stand as in `YYYY-MM-DD hh:mm:ss` or with a T, which nearly all records have. */
function isPlain(text: string): boolean {
  if (text.length !== 19) return false
  const between = text.charCodeAt(10)
  return (
    text.charCodeAt(4) === dash &&
    text.charCodeAt(7) === dash &&
    (between === space || between === capitalT) &&
    text.charCodeAt(13) === colon &&
    text.charCodeAt(16) === colon
  )
}

/** Reads the numbers where they stand: three times a record, a pattern would cost more than all else. */
function plainTime(text: string): number | undefined {
  const year = 100 * twoDigits(text, 0) + twoDigits(text, 2)
  const seconds = twoDigits(text, 17)
  return unixSeconds(year, twoDigits(text, 5), twoDigits(text, 8), twoDigits(text, 11), twoDigits(text, 14), seconds)
}

function unusualTime(text: string): number | undefined {
  const iso = isoTime.exec(text)
  if (iso !== null) return fromText(iso[1], iso[2], iso[3], iso[4], iso[5], iso[6])
  const spreadsheet = spreadsheetTime.exec(text)
  if (spreadsheet === null) return NaN
  return fromText(spreadsheet[3], spreadsheet[1], spreadsheet[2], spreadsheet[4], spreadsheet[5], spreadsheet[6])
}

function fromText(
  year: string,
  month: string,
  day: string,
  hour = '0',
  minute = '0',
  second = '0',
): number | undefined {
  return unixSeconds(Number(year), Number(month), Number(day), Number(hour), Number(minute), Number(second))
}

function unixSeconds(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): number | undefined {
  // Written so that NaN fails too.
  if (!(hour <= 23 && minute <= 59 && second <= 60)) return NaN
  if (!(year >= 1 && month >= 1 && month <= 12)) return NaN
  const leapDay = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 1 : 0
  if (!(day >= 1 && day <= monthDays[month - 1] + (month === 2 ? leapDay : 0))) return NaN
  if (year === 1970) return undefined
  const days = newYear(year) - newYear(1970) + daysBefore[month - 1] + (month > 2 ? leapDay : 0) + day - 1
  return days * 86_400 + hour * 3600 + minute * 60 + second
}

/** Days from the year 1 to a year. */
function newYear(year: number): number {
  const past = year - 1
  return past * 365 + Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400)
}

/** The number that two digits make; NaN when they are none. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - zero
  const ones = text.charCodeAt(at + 1) - zero
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? 10 * tens + ones : NaN
}
