# shellcheck shell=sh disable=SC2154
# What bin/* share. Sourced, in any POSIX shell, after the script has set $name and $root.
#
# The virtual environment is .venv. It holds a copy of each lock file it was filled from, so a start that has
# nothing to install finds that out by comparing two files.

venv=$root/.venv
venv_python=$venv/bin/python

# Settings of another project, and paths that would let another project's modules in.
unset DJANGO_SETTINGS_MODULE PYTHONPATH PYTHONHOME PYTHONSAFEPATH
umask 022

# A relative folder means the caller's, and the scripts work from the project's.
case ${CONSOLE_VAR:-/} in
/*) ;;
*) CONSOLE_VAR=$(pwd)/$CONSOLE_VAR && export CONSOLE_VAR ;;
esac
cd -- "$root" || exit 1

say() {
    printf '%s\n' "$*" >&2
}

fail() {
    printf '%s: %s\n' "$name" "$*" >&2
    exit 1
}

# attend LOG COMMAND...: run a command that takes a while, its output in LOG. It gets its own process group, so
# that Ctrl-C, or a signal sent to this script alone, ends the command and whatever it started.
attend() {
    attended_log=$1
    shift
    "$python" -c 'import os, sys; os.setpgid(0, 0); os.execvp(sys.argv[1], sys.argv[1:])' "$@" \
        >"$attended_log" 2>&1 &
    attended=$!
    trap 'stop_attended; exit 130' INT
    trap 'stop_attended; exit 143' TERM HUP
    attended_status=0
    wait "$attended" || attended_status=$?
    trap - INT TERM HUP
    return "$attended_status"
}

stop_attended() {
    kill -s TERM -- "-$attended" 2>/dev/null || kill -s TERM "$attended" 2>/dev/null || :
    wait "$attended" 2>/dev/null || :
}

# use_clients: the AWS CLI and moto, in a virtual environment of their own, as they want other versions of packages.
use_clients() {
    (
        venv=$root/.venv-clients
        venv_python=$venv/bin/python
        use_venv requirements-clients.txt
    ) || exit 1
}

# find_python: sets $python to the first that will do, and $python_version to its 3.N.
find_python() {
    if [ -n "${PYTHON:-}" ]; then
        set -- "$PYTHON"
    else
        set -- python3.13 python3.12 python3.11 python3
    fi
    hint='or name one with PYTHON=/path/to/python3'
    problem="Python 3.11 or newer is needed and was not found ($*): install it, $hint"
    for candidate; do
        # A name on the PATH may still refuse to run (a version manager's stub), and may be any Python.
        found=$("$candidate" -c '
import sys
version = "%d.%d" % sys.version_info[:2]
if sys.version_info < (3, 11):
    print("old " + version)
else:
    try:
        import ensurepip, venv
        print("good " + version)
    except ImportError:
        print("bare " + version)
' 2>/dev/null) || continue
        python=$candidate
        python_version=${found#* }
        case $found in
        good*) return ;;
        bare*) problem="Python $python_version has no venv module: install it (on Debian or Ubuntu: \
apt-get install python3-venv), $hint" ;;
        old*) case $problem in
            *'no venv'*) ;;
            *) problem="Python $python_version is too old: install Python 3.11 or newer, $hint" ;;
            esac ;;
        esac
    done
    fail "$problem"
}

# use_venv LOCK: make sure that .venv exists, works, and holds what LOCK lists.
use_venv() {
    if ! venv_works || ! venv_holds "$1"; then
        take_turn
        venv_works || make_venv
        python=$venv_python
        venv_holds "$1" || install "$1"
        end_turn
    fi
    python=$venv_python
}

venv_works() {
    running=$("$venv_python" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || running=
    wanted=$running
    if [ -n "${PYTHON:-}" ]; then
        find_python
        wanted=$python_version
    fi
    [ -n "$running" ] && [ "$running" = "$wanted" ] &&
        [ "$running" = "$(cat "$venv/.python-version" 2>/dev/null)" ]
}

venv_holds() {
    cmp -s "$1" "$venv/.$1"
}

# take_turn: wait until nobody else sets anything up here. The lock is the project's folder, open as 9 in this shell
# and in what it starts: it ends with the last of them, however they end, and leaves no file behind.
take_turn() {
    if [ -n "$running" ]; then python=$venv_python; else find_python; fi
    exec 9<"$root"
    "$python" -c '
import fcntl, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
try:
    fcntl.flock(9, fcntl.LOCK_EX | fcntl.LOCK_NB)
except BlockingIOError:
    print("Waiting for another start, which is setting up what this one needs ...", file=sys.stderr, flush=True)
    fcntl.flock(9, fcntl.LOCK_EX)
except OSError:
    pass  # a file system without locks
' 9<&9
}

end_turn() {
    exec 9<&-
}

make_venv() {
    find_python
    [ -w . ] || fail "cannot write in $root: make the folder yours, or clone the project where you may write"
    say "Making a virtual environment with Python $python_version (.venv) ..."
    { rm -rf "$venv" && mkdir "$venv"; } 2>/dev/null || no_room_or "cannot replace $venv: remove it and try again"
    attend "$venv/install.log" "$python" -m venv "$venv" ||
        no_room_or "could not make a virtual environment: $(last_line "$venv/install.log")"
    printf '%s\n' "$python_version" >"$venv/.python-version" || no_room_or "cannot write in $venv"
}

install() {
    [ -w "$venv" ] || fail "cannot write in $venv: make the folder yours, or remove it"
    say "Installing packages (needs the network; a minute or so the first time) ..."
    log=$venv/install.log
    attend "$log" "$venv_python" -m pip install --quiet --no-input --no-user --disable-pip-version-check \
        --require-hashes --requirement "$1" || install_failed
    # The longer list holds the shorter one.
    if [ "$1" = requirements-dev.txt ]; then cp requirements.txt "$venv/.requirements.txt"; fi
    cp "$1" "$venv/.$1" || no_room_or "cannot write in $venv"
}

# no_room_or WORDS...: fail with WORDS, unless the disk is full.
no_room_or() {
    if is_full; then fail "the disk is full: free some space in $root and try again"; fi
    fail "$*"
}

# Asked of the disk, too: on a full one the log may be empty.
is_full() {
    grep -qs -e 'No space left' -e 'File too large' -e 'uota exceeded' "$venv/install.log" && return
    "$python" -c '
import errno, sys, tempfile
try:
    with tempfile.TemporaryFile(dir=".") as file:
        file.write(bytes(1 << 20))
except OSError as error:
    sys.exit(error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG))
sys.exit(1)
' 2>/dev/null
}

install_failed() {
    # The hashes first: pip may have gone on to say more. The network last: it warns of each retry, also of those
    # that got through.
    if grep -q 'DO NOT MATCH THE HASHES' "$log"; then
        fail "a downloaded package is not the one that was locked: try again, or another network (see $log)"
    elif is_full; then
        no_room_or
    elif grep -Eq 'Connection|Retrying|ConnectTimeout|ReadTimeout|ProxyError|SSLError|name resolution' "$log"; then
        fail "could not download the packages: connect to the network (or set PIP_INDEX_URL or HTTPS_PROXY) and try again"
    fi
    fail "could not install the packages: $(last_line "$log") (see $log)"
}

last_line() {
    grep -sv '^ *$' "$1" | tail -n 1 | cut -c 1-300 | grep . || printf 'no reason was given'
}
