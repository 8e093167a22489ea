# Completion of nlbctl for fish 3.1 and newer.
#
# In this shell:       nlbctl completion fish | source
# In every new shell:  nlbctl completion fish > ~/.config/fish/completions/nlbctl.fish

function __nlbctl_complete
    set -l words (commandline -opc)
    set -l current (string trim --left --chars \'\" -- (commandline -ct))
    set -l lines (command nlbctl __complete $words[2..-1] "$current" 2>/dev/null)
    set -l directive (string replace : '' -- $lines[-1])
    # Of --flag=value the value is completed.
    set -l flag (string match --regex -- '^-[^=]*=' "$current")
    for line in $lines[1..-2]
        echo -- $flag$line
    end
    if test "$directive" = 0
        for file in (__fish_complete_path (string replace -- "$flag" '' "$current"))
            echo -- $flag$file
        end
    end
end

complete -c nlbctl -e
complete -c nlbctl -f -k -a '(__nlbctl_complete)'
