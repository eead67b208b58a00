/** Which names stand before a secret, and which values are worth masking. */

const SECRET_NAME =
  /pass(?:word|wd|phrase|code)?$|pwd$|secret|token|api_?key|access_?key|private_?key|credential|^auth$|_auth$|authorization|cookie|_dsn$|(?:^|[_-])(?:session|signing|encryption|master|account|storage|shared|license|app|hmac|jwt|aes|ssh)_?key$|salt$|client_?secret|connection_?string/i;
/** Names that look like it and are not. */
const HARMLESS_NAME =
  /[_-](?:file|files|path|dir|url|uri|host|port|name|ttl|timeout|expiry|expires|expires_in|length|size|count|header|type|algorithm|enabled|endpoint|issuer|id|limit|mode|policy|provider|version|domain|domains|samesite|secure|httponly)$|^pwd$|^oldpwd$/i;

/** Words that stand where a secret would, and say nothing. */
const NO_SECRET =
  /^(?:true|false|yes|no|on|off|null|nil|none|undefined|empty|unset|missing|required|optional|enabled|disabled|default|invalid|expired|incorrect|wrong|denied|redacted|hidden|masked|prompt|stdin|env|file|basic|bearer|digest|production|development|staging|localhost|\*+|x+|\.+|-+|<[^>]{0,40}>|\d{1,8})$/i;

/** Whether a variable's value is to be masked wherever it turns up. PWD is a directory. */
export function isSecretName(name: string): boolean {
  const one = name.replaceAll('-', '_');
  return SECRET_NAME.test(one) && !HARMLESS_NAME.test(one);
}

/** Whether a value that stands behind a secret's name may be one. */
export function isSecretValue(value: string): boolean {
  return value.length >= 4 && !NO_SECRET.test(value);
}

/**
 * Whether a value may be masked wherever it turns up, too. Short and common words (a database's password `postgres`)
 * would mask half a log; they are masked where they stand behind their name only.
 */
export function isWorthMaskingEverywhere(value: string): boolean {
  return isSecretValue(value) && value.length >= 6 && !/^[a-z]{1,10}$|^[A-Z]{1,10}$|^[A-Z][a-z]{1,9}$/.test(value);
}
