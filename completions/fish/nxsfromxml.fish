# Completion of nxsfromxml in fish.
function _nxsfromxml_completion
    set -l command (commandline -opc)[1]
    set -l token (commandline -ct)
    for line in (NXS_COMPLETE_LINE=(commandline -cp | string collect) _NXSFROMXML_COMPLETE=fish_complete $command 2>/dev/null </dev/null)
        set -l fields (string split \t -- $line)
        switch $fields[1]
            case dir
                set -l kept (string sub -l $fields[2] -- $token)
                string replace -r '^' -- "$kept" (__fish_complete_directories (string sub -s (math $fields[2] + 1) -- $token) '')
            case file
                set -l kept (string sub -l $fields[2] -- $token)
                string replace -r '^' -- "$kept" (__fish_complete_path (string sub -s (math $fields[2] + 1) -- $token) '')
            case plain
                string join \t -- $fields[2] $fields[3]
        end
    end
end

complete --command nxsfromxml --no-files --arguments '(_nxsfromxml_completion)'
