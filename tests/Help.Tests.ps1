# Help that teaches: every cmdlet explains itself and its parameters, and every example runs.

BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot '../artifacts/module/AutogradPS/AutogradPS.psd1')
    $common = 'Verbose', 'Debug', 'ErrorAction', 'WarningAction', 'InformationAction', 'ProgressAction', 'ErrorVariable', 'WarningVariable',
    'InformationVariable', 'OutVariable', 'OutBuffer', 'PipelineVariable'
    $cmdlets = foreach ($command in Get-Command -Module AutogradPS -CommandType Cmdlet) {
        @{ Name = $command.Name; Parameters = @($command.Parameters.Keys | Where-Object { $_ -notin $common }) }
    }
    $examples = foreach ($cmdlet in $cmdlets) {
        foreach ($example in (Get-Help $cmdlet.Name -Full).examples.example) {
            # A training is tried with a few iterations: the example is checked, not its result.
            @{ Title = "$($cmdlet.Name): $($example.title.Trim('- '))"; Code = $example.code -replace '-Iterations \d+', '-Iterations 12' }
        }
    }
    $imageExamples = @($examples | Where-Object { $_.Code -match 'FashionMnist' })
    $examples = @($examples | Where-Object { $_.Code -notmatch 'FashionMnist' })
    $noImages = try { $null = Get-WganDataset FashionMnist; $false } catch { $true }
}

Describe 'Help of <Name>' -ForEach $cmdlets {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../artifacts/module/AutogradPS/AutogradPS.psd1')
        $help = Get-Help $Name -Full
    }

    It 'has a synopsis and a description' {
        $help.Synopsis | Should -Not -BeNullOrEmpty
        $help.Synopsis | Should -Not -Match "^\s*$Name"
        ($help.description | Out-String).Trim() | Should -Not -BeNullOrEmpty
    }

    It 'describes every parameter' {
        $silent = $Parameters | Where-Object {
            $parameter = $_
            -not ($help.parameters.parameter | Where-Object { $_.name -eq $parameter } | ForEach-Object { ($_.description | Out-String).Trim() })
        }
        $silent -join ', ' | Should -BeNullOrEmpty
    }

    It 'has at least two examples' {
        @($help.examples.example).Count | Should -BeGreaterOrEqual 2
    }
}

Describe 'Examples of the help' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../artifacts/module/AutogradPS/AutogradPS.psd1')
    }

    # Each example in an empty folder of its own: several make a net.safetensors or a toy/.
    BeforeEach {
        $folder = Join-Path $TestDrive ([guid]::NewGuid())
        $null = New-Item $folder -ItemType Directory
        Push-Location $folder
        $ErrorActionPreference = 'Stop'
    }
    AfterEach {
        Pop-Location
    }

    It '<Title>' -ForEach $examples {
        $code = $Code
        { $null = & ([scriptblock]::Create($code)) } | Should -Not -Throw -Because $code
    }

    It '<Title>' -ForEach $imageExamples -Skip:$noImages {
        $code = $Code
        { $null = & ([scriptblock]::Create($code)) } | Should -Not -Throw -Because $code
    }
}

Describe 'The about topics' {
    It '<_> is found' -ForEach 'about_AutogradPS', 'about_Autograd_Gradients' {
        Import-Module (Join-Path $PSScriptRoot '../artifacts/module/AutogradPS/AutogradPS.psd1')
        (Get-Help $_ | Out-String).Length | Should -BeGreaterThan 1000
    }
}
