# shellcheck shell=sh
# Sourced by ./retort, which builds, and bin/retort, which runs: which JDK, and which flags for which command.
# POSIX sh. Functions answer in variables, because a subshell costs more than the rest of them together.

retort_needs_java=25

# Sets $major to the version of the JDK in directory $1, read from its `release` file; empty if it is none.
java_major() {
    major=
    [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return 1
    while IFS= read -r release_line || [ -n "$release_line" ]; do
        case $release_line in
        JAVA_VERSION=*)
            major=${release_line#JAVA_VERSION=}
            major=${major#\"}
            major=${major#1.}
            major=${major%%[!0-9]*}
            ;;
        esac
    done <"$1/release"
    [ -n "$major" ]
}

# Takes directory $1 as $java_home if it holds a JDK new enough with program $2; the oldest one wins, being the one that
# was tested. Remembers in $too_old what it saw instead.
consider_java() {
    java_major "$1" || return 1
    if [ "$major" -lt "$retort_needs_java" ]; then
        too_old="$major in $1"
    elif [ ! -x "$1/bin/$2" ]; then
        too_old="a $major without bin/$2 in $1"
    elif [ -z "$java_home" ] || [ "$major" -lt "$java_home_major" ]; then
        java_home=$1
        java_home_major=$major
    fi
    [ -n "$java_home" ]
}

# Sets $java_home to a JDK that has bin/$1 (java to run, javac to build), or says in one line what is missing.
# Looks at RETORT_JAVA_HOME, which must fit, JAVA_HOME, PATH, and the usual places; RETORT_JDK_PLACES, directories with
# JDKs in them separated by colons, stands in for the usual places.
find_java() {
    java_home=
    java_home_major=
    too_old=
    if [ -n "${RETORT_JAVA_HOME-}" ]; then
        consider_java "$RETORT_JAVA_HOME" "$1" && return 0
        echo "retort: RETORT_JAVA_HOME: needs a JDK $retort_needs_java or newer, found ${too_old:-none in $RETORT_JAVA_HOME}; correct or unset it" >&2
        return 1
    fi
    if [ -n "${JAVA_HOME-}" ] && consider_java "$JAVA_HOME" "$1"; then
        return 0
    fi
    java_on_path=$(command -v java) && {
        follow_links "$java_on_path"
        consider_java "${followed%/bin/java}" "$1" && return 0
    }
    if [ -n "${RETORT_JDK_PLACES+set}" ]; then
        places=$RETORT_JDK_PLACES
    else
        places="/usr/lib/jvm:/usr/lib64/jvm:/usr/java:/usr/local:/opt:/opt/java:/opt/jdk:${HOME-}/.sdkman/candidates/java"
        places="$places:${HOME-}/.jdks:${HOME-}/.gradle/jdks:${HOME-}/.local/share/mise/installs/java:${HOME-}/.asdf/installs/java"
        places="$places:/Library/Java/JavaVirtualMachines:${HOME-}/Library/Java/JavaVirtualMachines:/opt/homebrew/opt"
    fi
    while [ -n "$places" ]; do
        place=${places%%:*}
        case $places in
        *:*) places=${places#*:} ;;
        *) places= ;;
        esac
        for jdk in "$place"/* "$place"/*/Contents/Home "$place"/*/libexec/openjdk.jdk/Contents/Home; do
            consider_java "$jdk" "$1" || :
        done
    done
    [ -z "$java_home" ] || return 0
    echo "retort: needs a JDK $retort_needs_java or newer, found ${too_old:-none}; install one (for example Temurin, https://adoptium.net) or set RETORT_JAVA_HOME to its directory" >&2
    return 1
}

# Sets $followed to the file that path $1 leads to through symbolic links.
follow_links() {
    followed=$1
    while [ -L "$followed" ]; do
        link=$(readlink "$followed")
        case $link in
        /*) followed=$link ;;
        *) followed=${followed%/*}/$link ;;
        esac
    done
}

# Sets $java_flags, words without spaces in them, for a command line: its first word that is no option is the command.
#
# The heap: commands that hold no data get a small one; the others may fill a quarter of the machine's memory, so that
# three quarters remain for tensors and files. javacpp would otherwise tie the memory outside the heap to the heap's
# size, hence the two maxBytes. The JVM writes its warnings, such as one about a stale cache of classes, to standard
# output, where results go, hence no log. Short commands stop at the first compiler: they end before the second pays.
# `check` reads all texts, a million perhaps, and then the second pays. What is read stays: young generations smaller than
# NewSize, of which Xms leaves room for the rest, are copied too often. Memory that is not used is not taken.
java_flags_for() {
    command_name=
    for word in "$@"; do
        case $word in
        -*) ;;
        *)
            command_name=$word
            break
            ;;
        esac
    done
    java_flags="--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
    java_flags="$java_flags -Xlog:disable -XX:-UsePerfData -Djava.awt.headless=true"
    java_flags="$java_flags -Dorg.bytedeco.javacpp.maxBytes=0 -Dorg.bytedeco.javacpp.maxPhysicalBytes=0"
    java_flags="$java_flags -Dorg.bytedeco.openblas.load=mkl"
    case $command_name in
    '' | help | doctor)
        java_flags="$java_flags -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xms16m -Xmx256m"
        ;;
    init | answers | bill | export | push)
        java_flags="$java_flags -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xms32m -XX:MaxRAMPercentage=25"
        ;;
    serve | studio | review)
        java_flags="$java_flags -XX:+UseG1GC -XX:MaxRAMPercentage=25"
        ;;
    *)
        java_flags="$java_flags -XX:+UseSerialGC -Xms320m -XX:NewSize=128m -XX:MaxRAMPercentage=25"
        ;;
    esac
    java_flags="$java_flags ${RETORT_JAVA_OPTS-}"
}
