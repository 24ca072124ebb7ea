//! What `--help` says.

pub(crate) const HELP: &str = "\
A SmartFile to practise on: the documented service on a folder of this computer.

usage: smartfile-sandbox [option value]…

The first line on standard output is JSON: url, client_id, client_secret, api_key,
api_password, links_url, users. Then the server runs until it is interrupted.

  --port N               port on 127.0.0.1 (0 takes a free one)              [0]
  --dir D                where the homes lie; a home that holds anything is
                         left as it is                                       [a temporary folder]
  --world W              firm, empty, thousand, everything; in memory always:
                         huge (a folder of 100,000 entries), hostile (names),
                         rights (five people who may not all do the same)    [firm]
  --memory B             the homes lie in memory, not in a folder: on, off   [off]
  --token-life T         life of an access token: 5s, 2m, 10h, 36000s        [36000s]
  --code-life T          life of an authorization code                       [60s]
  --client-id X          the registered client                               [random]
  --redirect-uri U       a registered redirect URI; may be given repeatedly. A loopback
                         address matches with any port   [com.smartfile.connect:/oauth2/callback]

The client secret is random, or SMARTFILE_SANDBOX_CLIENT_SECRET from the environment.

What nobody outside the service knows can be switched:

  --upload-answer A      array, object                                       [array]
  --paging B             listings in pages: on, off                          [on]
  --default-limit N      entries per page when none is asked for             [100]
  --largest-limit N      the most entries per page                           [500]
  --range A              downloads with Range: honoured, ignored             [honoured]
  --chunked-downloads B  no Content-Length on downloads: on, off             [off]
  --bad-token-status N   401 or 403                                          [403]
  --revoke B             a revocation endpoint: on, off (404)                [on]
  --whoami A             nested, flat                                        [nested]
  --rotate-refresh B     a refresh ends the old refresh token: on, off       [on]
  --refresh-grace T      how long a rotated refresh token is still answered  [0s]
  --refresh-ends-access B  a refresh ends older access tokens: on, off       [off]
  --pkce A               honoured, required, refused, ignored                [honoured]
  --code-parameter A     code, verifier                                      [code]
  --throttle-style A     old (503), middle (429), new (429), dated (429 with
                         a date)                                             [new]
  --throttle-every N     every n-th API request is throttled; 0 for none     [0]
  --visibility-delay T   how long new files stay invisible                   [0s]
  --moved-site U         redirect every request to this address              [none]
  --disk-limit N         the site's storage in bytes; 0 for no limit         [250000000000]
  --browsable-archives B zip archives are files and folders: on, off         [on]
  --mkdir-existing A     making an existing folder: accepted, conflict       [accepted]
  --onto-existing A      rename, move and copy onto a name that is taken:
                         refused, replaced                                   [refused]
  --bulk-upload B        several files in one upload: on, off (400)          [on]
  --versions N           earlier contents kept of each file; 0 for none      [10]
  --version-3 B          there is an API 3: on, off (404)                    [on]
  --v3-midway N          writes of API 3 fail after N bytes: 200 with the
                         status in the body; 0 for never                     [0]
  --partial-uploads B    a failed write of API 3 leaves its part: on, off    [off]
  --task-answer A        an operation answers with a task's relative or
                         absolute address, or a redirect to it               [relative]
  --task-status A        a task's status is nested in its result, or top     [nested]
  --task-length T        how long a task takes                               [0s]
  --task-memory T        how long a finished task can be read                [1h]
  --task-cancel B        DELETE ends a task: on, off (405)                   [on]
  --checksum A           right, wrong, unsupported (404), only-md5 or
                         only-sha1 (400 for every other), only-last (of
                         several paths the last one)                         [right]
  --error-bodies A       refusals are newer (field), older (field_errors)
                         or plain text                                       [newer]
  --slash-redirect B     readers are sent to the address with a slash        [off]
  --activity-2 B         the activity of API 2 can be read: on, off (404)    [off]

What goes wrong, until the server ends:

  --failing-name X       remove, move and copy fail for this name alone      [none]
  --unpaid-name X        uploads and downloads of this name: 402             [none]
  --lying-operations B   operations say they went well and do nothing        [off]
  --lossy-uploads N      uploads say they went well and lose N bytes         [0]
  --html-answers B       every API answer is a web page                      [off]
  --broken-json B        every API answer stops in the middle                [off]
  --cut-after N          the connection breaks after N bytes of an answer;
                         0 for never                                         [0]

  --help                 this text
";
