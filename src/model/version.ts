/** Version of kosh, equal to package.json (held by a test); part of bundles' inputs. */
export const koshVersion = '0.1.0';
