import { z } from 'zod';

/** An HTTP proxy; its password stands in the environment, never in a file. */
export const proxySchema = z.strictObject({
  url: z
    .string()
    .regex(/^http:\/\/[^/@\s]+:\d+\/?$/, 'http://host:port, without user and password')
    .describe('http://host:port. https addresses go through it by CONNECT.'),
  user: z
    .string()
    .regex(/^[^:]+$/, 'no colon')
    .optional(),
  passwordEnv: z.string().optional().describe('Environment variable that holds the password.'),
});

export type ProxySettings = z.infer<typeof proxySchema>;
