/** Colours of pages, as variables of a style sheet; words on them can be read (4.5 to 1). */
export const palette = {
  light: '--ground: #ffffff; --text: #1c1f23; --soft: #565d66; --line: #d5d9de; --raised: #f4f6f8; --accent: #0062a3;',
  dark: '--ground: #14171a; --text: #e6e8ea; --soft: #a4abb3; --line: #363c43; --raised: #1e2226; --accent: #7cc0f0;',
} as const

/**
 * Colours for up to eight series or policies, told apart with the common kinds of colour blindness, each with at least three to
 * one against its ground.
 */
export const seriesColours = {
  light: ['#0072b2', '#c24e00', '#008060', '#b6508a', '#8a6a00', '#2f8fc0', '#5b4bb5', '#666666'],
  dark: ['#56b4e9', '#f0883e', '#2ec4a0', '#e29ac6', '#e6c229', '#9ad0f5', '#a99bf0', '#bbbbbb'],
} as const
