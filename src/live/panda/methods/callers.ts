/** Who calls PanDA's methods, as most of them have it. */

/** Those who have work, or see to that of all. */
export const people = ['user', 'production'] as const
/** Those who run it. */
export const factories = ['pilot', 'production'] as const
export const anybody = ['user', 'production', 'pilot'] as const
