# TestDrive: and $TestDrive, a fresh folder for each file; what a block leaves in it goes when the block ends.

function New-TestDrive ([System.Management.Automation.SessionState] $SessionState) {
    $folder = [System.IO.Directory]::CreateDirectory("$([System.IO.Path]::GetTempPath())/$([guid]::NewGuid())").FullName
    $variables = $SessionState.PSVariable
    $previous = @{
        Drive    = $SessionState.Drive.GetAll().Where({ $_.Name -eq 'TestDrive' })[0]
        Variable = $variables.GetValue('global:TestDrive')
    }
    if ($previous.Drive) { $SessionState.Drive.Remove('TestDrive', $true, 'Global') }
    $provider = $SessionState.Provider.GetOne('FileSystem')
    $drive = [System.Management.Automation.PSDriveInfo]::new('TestDrive', $provider, $folder, 'The files of one test file', $null)
    $null = $SessionState.Drive.New($drive, 'Global')
    $variables.Set('global:TestDrive', $folder)
    @{ SessionState = $SessionState; Folder = $folder; Previous = $previous }
}

function Remove-TestDrive ([hashtable] $Drive) {
    $drives = $Drive.SessionState.Drive
    $drives.Remove('TestDrive', $true, 'Global')
    [System.IO.Directory]::Delete($Drive.Folder, $true)
    $Drive.SessionState.PSVariable.Set('global:TestDrive', $Drive.Previous.Variable)
    if ($Drive.Previous.Drive) { $null = $drives.New($Drive.Previous.Drive, 'Global') }
}

function Get-TestDriveItem {
    [System.IO.Directory]::GetFileSystemEntries($script:Run.TestDrive, '*', [System.IO.SearchOption]::AllDirectories)
}

function Clear-TestDrive ([string[]] $Except) {
    foreach ($path in Get-TestDriveItem) {
        if ($path -in $Except) { continue }
        # With a folder went what is in it, which comes after it in the list.
        if ([System.IO.Directory]::Exists($path)) { [System.IO.Directory]::Delete($path, $true) }
        elseif ([System.IO.File]::Exists($path)) { [System.IO.File]::Delete($path) }
    }
}
