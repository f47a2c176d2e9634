/** Who may do what: `user` has work of its own, `production` that of all, `pilot` runs it, `admin` may do anything. */
export const roles = ['user', 'production', 'pilot', 'admin'] as const
export type Role = (typeof roles)[number]
