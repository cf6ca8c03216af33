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
    running=$("$venv_python" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || running=
    wanted=$running
    if [ -n "${PYTHON:-}" ]; then
        find_python
        wanted=$python_version
    fi
    if [ -z "$running" ] || [ "$running" != "$wanted" ] ||
        [ "$running" != "$(cat "$venv/.python-version" 2>/dev/null)" ]; then
        make_venv
    fi
    python=$venv_python
    cmp -s "$1" "$venv/.$1" || install "$1"
}

make_venv() {
    find_python
    [ -w . ] || fail "cannot write in $root: make the folder yours, or clone the project where you may write"
    say "Making a virtual environment with Python $python_version (.venv) ..."
    { rm -rf "$venv" && mkdir "$venv"; } 2>/dev/null || fail "cannot replace $venv: remove it and try again"
    attend "$venv/install.log" "$python" -m venv "$venv" ||
        fail "could not make a virtual environment: $(last_line "$venv/install.log")"
    printf '%s\n' "$python_version" >"$venv/.python-version"
}

install() {
    [ -w "$venv" ] || fail "cannot write in $venv: make the folder yours, or remove it"
    say "Installing packages (needs the network; a minute or so the first time) ..."
    log=$venv/install.log
    attend "$log" "$venv_python" -m pip install --quiet --no-input --no-user --disable-pip-version-check \
        --require-hashes --requirement "$1" || install_failed
    # The longer list holds the shorter one.
    if [ "$1" = requirements-dev.txt ]; then cp requirements.txt "$venv/.requirements.txt"; fi
    cp "$1" "$venv/.$1"
}

install_failed() {
    # The hashes first: pip may have gone on to say more. The network last: it warns of each retry, also of those
    # that got through.
    if grep -q 'DO NOT MATCH THE HASHES' "$log"; then
        fail "a downloaded package is not the one that was locked: try again, or another network (see $log)"
    elif grep -q 'No space left' "$log"; then
        fail "the disk is full: free some space and try again"
    elif grep -Eq 'Connection|Retrying|ConnectTimeout|ReadTimeout|ProxyError|SSLError|name resolution' "$log"; then
        fail "could not download the packages: connect to the network (or set PIP_INDEX_URL or HTTPS_PROXY) and try again"
    fi
    fail "could not install the packages: $(last_line "$log") (see $log)"
}

last_line() {
    grep -v '^ *$' "$1" | tail -n 1 | cut -c 1-300
}
